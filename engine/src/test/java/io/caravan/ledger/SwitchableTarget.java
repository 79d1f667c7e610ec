package io.caravan.ledger;

import io.caravan.target.Target;
import io.caravan.target.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Can be away, can refuse one resource, or not take one for the moment. Keeps what came last, as a FHIR server does. */
final class SwitchableTarget implements Target {
    final Map<UUID, String> held = new ConcurrentHashMap<>();
    final Map<UUID, Integer> versions = new ConcurrentHashMap<>();
    final List<Delivery> writes = new CopyOnWriteArrayList<>();
    /** The codes of those that it does not take for the moment. */
    final Map<UUID, String> busy = new ConcurrentHashMap<>();

    volatile boolean away;
    volatile UUID refuses = new UUID(0, 0);
    /** Refuses what comes while this one is not here. */
    volatile UUID requires = new UUID(0, 0);
    /** Runs before a write takes effect. */
    volatile Runnable slowness = () -> {};

    @Override
    public List<WriteResult> write(List<Delivery> deliveries) {
        slowness.run();
        return deliveries.stream().map(this::write).toList();
    }

    private WriteResult write(Delivery delivery) {
        if (away) {
            return new WriteResult.Unavailable("target-timeout", Duration.ZERO);
        }
        UUID id = delivery.id();
        String code = busy.get(id);
        if (code != null) {
            return new WriteResult.Unavailable(code, Duration.ZERO);
        }
        boolean isIncomplete =
                requires.getMostSignificantBits() != 0 && !id.equals(requires) && !held.containsKey(requires);
        if (id.equals(refuses) || isIncomplete) {
            return new WriteResult.Refused("target-422");
        }
        writes.add(delivery);
        held.put(id, delivery.json());
        versions.put(id, delivery.version());
        return new WriteResult.Written();
    }

    @Override
    public String problem() {
        return away ? "it does not answer" : "";
    }

    @Override
    public void close() {}
}
