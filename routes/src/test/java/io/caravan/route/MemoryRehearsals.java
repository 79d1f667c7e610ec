package io.caravan.route;

import io.caravan.deadletter.Rehearsal;
import io.caravan.deadletter.Rehearsals;
import io.caravan.deadletter.Rehearsed;
import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the routes, and no letters. */
final class MemoryRehearsals implements Rehearsals {
    private final Map<DataClass, Rehearsal> routes = new ConcurrentHashMap<>();

    @Override
    public AutoCloseable attach(DataClass dataClass, Rehearsal rehearsal) {
        routes.put(dataClass, rehearsal);
        return () -> routes.remove(dataClass, rehearsal);
    }

    @Override
    public Optional<Rehearsed> of(long letterId) {
        throw new UnsupportedOperationException("not in memory");
    }

    Rehearsed play(JournalEntry entry) {
        return Optional.ofNullable(routes.get(entry.dataClass()))
                .orElseThrow(() -> new IllegalStateException("the route does not run"))
                .play(entry);
    }
}
