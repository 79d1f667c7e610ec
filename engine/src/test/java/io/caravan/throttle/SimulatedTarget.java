package io.caravan.throttle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * A target, the workers of a backfill and a live feed, all on one clock that is told. What the target says to a call depends on
 * how many are under way and how many units it was given in the last second.
 */
final class SimulatedTarget {
    private static final long STEP = 1_000_000;
    private static final int LIVE_UNITS = 2;

    private final Throttle throttle;
    private final Function<Load, Reply> behaviour;
    private final PriorityQueue<Call> underWay = new PriorityQueue<>(Comparator.comparing(Call::ends));
    private final Deque<Given> given = new ArrayDeque<>();
    private final List<Duration> liveTimes = new ArrayList<>();
    private final int workers;
    private final int liveEveryMillis;
    private int busy;
    private int pushedBack;
    private int unitsLately;
    private long now;
    private long bulkUnits;

    /** @param unitsLately that it was given within the last second */
    record Load(long second, int units, int calls, int unitsLately) {}

    record Reply(Duration takes, Answer answer) {
        static Reply after(long millis) {
            return new Reply(Duration.ofMillis(millis), Answer.FINE);
        }
    }

    private record Call(long ends, Throttle.Permit permit, Reply reply, boolean live, int units) {}

    private record Given(long at, int units) {}

    /** @param liveEveryMillis 0 = there is no live feed */
    SimulatedTarget(Terms terms, int workers, int liveEveryMillis, Function<Load, Reply> behaviour) {
        this.throttle = new Throttle("target.fhir", "resources", terms, () -> now);
        this.workers = workers;
        this.liveEveryMillis = liveEveryMillis;
        this.behaviour = behaviour;
    }

    Throttle throttle() {
        return throttle;
    }

    /** Lets time pass. @return bulk units a second */
    double run(int seconds) {
        long before = bulkUnits;
        long end = now + seconds * 1_000_000_000L;
        while (now < end) {
            now += STEP;
            while (!underWay.isEmpty() && underWay.element().ends() <= now) {
                end(underWay.remove());
            }
            if (liveEveryMillis > 0 && now / STEP % liveEveryMillis == 0) {
                begin(throttle.live(LIVE_UNITS), true, LIVE_UNITS);
            }
            boolean goes = true;
            while (busy < workers && goes) {
                int bite = throttle.bite();
                Optional<Throttle.Permit> permit = throttle.tryBulk(bite);
                goes = permit.isPresent();
                permit.ifPresent(one -> begin(one, false, bite));
            }
        }
        return (bulkUnits - before) / (double) seconds;
    }

    private void begin(Throttle.Permit permit, boolean live, int units) {
        while (!given.isEmpty() && given.element().at() < now - 1_000_000_000L) {
            unitsLately -= given.remove().units();
        }
        given.add(new Given(now, units));
        unitsLately += units;
        Reply reply = behaviour.apply(new Load(now / 1_000_000_000L, units, underWay.size() + 1, unitsLately));
        busy += live ? 0 : 1;
        underWay.add(new Call(now + reply.takes().toNanos(), permit, reply, live, units));
    }

    private void end(Call call) {
        call.permit().end(call.reply().answer());
        if (call.live()) {
            liveTimes.add(call.reply().takes());
        } else {
            busy--;
        }
        if (!call.reply().answer().code().isEmpty()) {
            pushedBack++;
        } else if (!call.live()) {
            bulkUnits += call.units();
        }
    }

    /** Since it was asked last. */
    Duration liveP99() {
        liveTimes.sort(Comparator.naturalOrder());
        Duration p99 = liveTimes.get(liveTimes.size() * 99 / 100);
        liveTimes.clear();
        return p99;
    }

    /** Since it was asked last. */
    int pushedBack() {
        int count = pushedBack;
        pushedBack = 0;
        return count;
    }
}
