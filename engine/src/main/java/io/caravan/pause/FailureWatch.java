package io.caravan.pause;

import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Openings;
import io.caravan.message.DataClass;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts new dead letters of messages, and tells when one cause has made too many in a class. A replay that fails does not
 * count: it is somebody's try. Nor does what is refused on receipt: no pause would stop it. Safe for threads.
 */
public final class FailureWatch implements Openings {
    private static final String ON_RECEIPT = "receive ";

    private final Map<DataClass, PauseAt> limits;
    private final Map<DataClass, FailureRate> rates = new EnumMap<>(DataClass.class);
    private final Set<DataClass> tripped = EnumSet.noneOf(DataClass.class);
    private final List<Consumer<Trip>> followers = new CopyOnWriteArrayList<>();
    private final InstantSource clock;

    /**
     * Too many failures of one cause.
     *
     * @param place where the last of them was
     * @param passing whether it is a cause that passes by itself
     * @param since when the first of them was
     */
    record Trip(DataClass dataClass, String code, String place, boolean passing, int count, Instant since) {}

    /** @param limits of the classes that are watched */
    public FailureWatch(Map<DataClass, PauseAt> limits, InstantSource clock) {
        this.limits = Map.copyOf(limits);
        this.clock = clock;
        limits.forEach((dataClass, limit) -> rates.put(dataClass, new FailureRate(limit)));
    }

    Map<DataClass, PauseAt> limits() {
        return limits;
    }

    /** Tells once of a class, until it is reset. The follower must neither block nor fail. */
    void follow(Consumer<Trip> follower) {
        followers.add(follower);
    }

    @Override
    public void opened(Opening letter) {
        if (letter.attempts() == 1) {
            count(letter, clock.instant());
        }
    }

    /** What happened before a start. */
    void count(Opening letter, Instant at) {
        Trip trip = trip(letter, at);
        if (trip != null) {
            followers.forEach(follower -> follower.accept(trip));
        }
    }

    private synchronized @Nullable Trip trip(Opening letter, Instant at) {
        DataClass dataClass = letter.dataClass();
        FailureRate rate = rates.get(dataClass);
        PauseAt limit = limits.get(dataClass);
        if (rate == null || limit == null || letter.place().startsWith(ON_RECEIPT) || tripped.contains(dataClass)) {
            return null;
        }
        var since = rate.count(letter.code(), letter.journalId(), ChronoUnit.MICROS.between(Instant.EPOCH, at));
        if (since.isEmpty()) {
            return null;
        }
        tripped.add(dataClass);
        return new Trip(
                dataClass,
                letter.code(),
                letter.place(),
                letter.cause() == DeadLetter.Cause.TRANSIENT,
                limit.count(),
                Instant.EPOCH.plus(since.getAsLong(), ChronoUnit.MICROS));
    }

    /** The count begins anew. */
    synchronized void reset(DataClass dataClass) {
        tripped.remove(dataClass);
        FailureRate rate = rates.get(dataClass);
        if (rate != null) {
            rate.clear();
        }
    }
}
