package io.caravan.ledger;

import io.caravan.message.DataClass;
import io.caravan.target.Target;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A class's way to its target. A target that is away makes the class wait; it never makes a dead letter. */
final class Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final DataClass dataClass;
    private final Target target;
    private final Circuit circuit;
    private final KeysInUse keys = new KeysInUse();
    private final CountDownLatch stopped;

    Outlet(DataClass dataClass, Target target, InstantSource clock, CountDownLatch stopped) {
        this.dataClass = dataClass;
        this.target = target;
        this.circuit = new Circuit(clock);
        this.stopped = stopped;
    }

    /** The ledger stops before the target could be reached; what waits is dispatched again after the next start. */
    static final class Stopped extends RuntimeException {
        Stopped() {
            super("the ledger stops while a target is away", null, false, false);
        }
    }

    Circuit circuit() {
        return circuit;
    }

    /**
     * Delivers all; waits as long as the target is away.
     *
     * @return the codes of those that were refused for good
     */
    Map<UUID, String> deliver(List<Delivery> deliveries) {
        Map<UUID, String> refused = new HashMap<>();
        List<Delivery> pending = deliveries;
        Duration pause = FIRST_PAUSE;
        while (!pending.isEmpty()) {
            if (circuit.status().open()) {
                awaitTarget(pause);
                pause = longer(pause);
            }
            pending = attempt(pending, refused);
        }
        if (!deliveries.isEmpty() && circuit.close()) {
            LOG.info("target of {} is back", dataClass.label());
        }
        return refused;
    }

    /** @return those that could not be asked for */
    private List<Delivery> attempt(List<Delivery> pending, Map<UUID, String> refused) {
        List<WriteResult> results = write(pending);
        List<Delivery> left = new ArrayList<>();
        String reason = "";
        for (int i = 0; i < pending.size(); i++) {
            WriteResult result = results.get(i);
            if (result instanceof WriteResult.Refused no) {
                refused.put(pending.get(i).id(), no.code());
            } else if (result instanceof WriteResult.Unavailable away) {
                left.add(pending.get(i));
                reason = away.code();
            }
        }
        if (!left.isEmpty() && circuit.open(reason)) {
            LOG.warn("target of {} is away ({}): the class waits, its feed is still taken", dataClass.label(), reason);
        }
        return left;
    }

    private List<WriteResult> write(List<Delivery> pending) {
        List<UUID> ids = pending.stream().map(Delivery::id).toList();
        try {
            keys.take(ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
        try {
            return target.write(pending);
        } catch (RuntimeException e) {
            LOG.warn("target of {} failed: {}", dataClass.label(), e.getClass().getName());
            WriteResult away = new WriteResult.Unavailable("target-failed", Duration.ZERO);
            return pending.stream().map(any -> away).toList();
        } finally {
            keys.release(ids);
        }
    }

    /** Asks a light question again and again, less and less often, before the waiting records are sent. */
    private void awaitTarget(Duration first) {
        Duration pause = first;
        do {
            sleep(pause);
            pause = longer(pause);
        } while (!reachable());
    }

    private boolean reachable() {
        try {
            return target.problem().isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void sleep(Duration pause) {
        try {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
