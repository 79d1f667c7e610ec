package io.caravan.ledger;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who waits for a target, in memory: the table is asked only where there is something. It may lag; whoever is not found here
 * is tried, and then waits as well. Safe for threads.
 */
final class Waiters {
    private final Map<DataClass, Map<UUID, Waiter>> classes = new EnumMap<>(DataClass.class);

    /** @param owned whether the group is a patient */
    record Waiter(boolean owned, Instant due) {}

    Waiters() {
        for (DataClass dataClass : DataClass.values()) {
            classes.put(dataClass, new ConcurrentHashMap<>());
        }
    }

    void add(DataClass dataClass, UUID group, Waiter waiter) {
        of(dataClass).merge(group, waiter, (old, now) -> now.due().isBefore(old.due()) ? now : old);
    }

    void set(DataClass dataClass, UUID group, Waiter waiter) {
        of(dataClass).put(group, waiter);
    }

    void removeAll(DataClass dataClass, Collection<UUID> groups) {
        groups.forEach(of(dataClass)::remove);
    }

    /** These are all. */
    void replace(DataClass dataClass, Map<UUID, Waiter> all) {
        of(dataClass).keySet().retainAll(all.keySet());
        of(dataClass).putAll(all);
    }

    /** Until when a group waits in the class. */
    Optional<Instant> due(DataClass dataClass, UUID group) {
        return Optional.ofNullable(of(dataClass).get(group)).map(Waiter::due);
    }

    Optional<Instant> earliest(DataClass dataClass) {
        return of(dataClass).values().stream().map(Waiter::due).min(Instant::compareTo);
    }

    /** Whether something that the group's resources may refer to is not at the target yet, in another class. */
    boolean waitsElsewhere(DataClass dataClass, UUID group) {
        return classes.entrySet().stream()
                .anyMatch(one -> one.getKey() != dataClass && one.getValue().containsKey(group));
    }

    /** Groups of no patient: anything may refer to them. */
    boolean hasUnowned(DataClass dataClass, Collection<UUID> except) {
        return of(dataClass).entrySet().stream()
                .anyMatch(one -> !one.getValue().owned() && !except.contains(one.getKey()));
    }

    private Map<UUID, Waiter> of(DataClass dataClass) {
        Map<UUID, Waiter> groups = classes.get(dataClass);
        if (groups == null) {
            throw new AssertionError(dataClass);
        }
        return groups;
    }
}
