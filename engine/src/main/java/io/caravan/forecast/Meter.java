package io.caravan.forecast;

import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how fast bulk work goes: looked at now and then, it says what was done in how much open time. A pause, a failure,
 * and the time in which Caravan itself was away count as open time, but each for no longer than a shift: what lasts longer was
 * decided, and says nothing about the pace. Not safe for threads.
 */
final class Meter {
    private static final double NANOS = 1e9;
    private static final double LONGEST_IDLE_SECONDS = Duration.ofHours(8).toSeconds();
    /** Whoever looks later than this was away. */
    private static final Duration AWAY = Duration.ofHours(1);

    private final Map<BulkWork, Mark> marks = new HashMap<>();
    private final Map<BulkWork, Limit> limits = new HashMap<>();
    private OpenTime openTimes = new OpenTime(Schedule.ALWAYS_OPEN);
    private final Map<Key, Amount> amounts = new HashMap<>();

    /** Up to where some work was measured. @param idleSeconds for how long now without a break it has been paused, failed or away */
    record Mark(Instant at, long run, long records, Workload.State state, double idleSeconds) {}

    /** What is added to one row of the table. */
    record Addition(BulkWork work, RateSample sample) {}

    /** What was measured since the last time, and up to where. */
    record Measured(List<Addition> additions, Map<BulkWork, Mark> marks) {}

    private record Key(BulkWork work, Instant hour, Limit limit) {}

    private record Amount(long records, double open) {
        Amount and(Amount other) {
            return new Amount(records + other.records, open + other.open);
        }
    }

    Meter(Map<BulkWork, Mark> known) {
        marks.putAll(known);
    }

    void look(Instant now, List<Seen> all, Schedule schedule) {
        OpenTime openTime = openTimes.isOf(schedule) ? openTimes : new OpenTime(schedule);
        openTimes = openTime;
        for (Seen seen : all) {
            Mark mark = marks.get(seen.work());
            if (mark == null || !now.isAfter(mark.at())) {
                // Nothing is known of what was before; a clock that was set back starts anew.
                marks.put(seen.work(), new Mark(now, seen.run(), seen.records(), seen.state(), 0));
            } else {
                marks.put(seen.work(), measure(seen, mark, openTime, now));
            }
        }
    }

    /** Hands over what was measured; whoever takes it keeps it. */
    Measured take() {
        List<Addition> additions = new ArrayList<>();
        amounts.forEach((key, amount) -> additions.add(new Addition(
                key.work(),
                new RateSample(
                        key.hour(),
                        key.limit(),
                        amount.records(),
                        amount.open(),
                        amount.records() > 0 ? amount.open() : 0))));
        amounts.clear();
        return new Measured(additions, Map.copyOf(marks));
    }

    /** It could not be kept. */
    void giveBack(Measured measured) {
        measured.additions().forEach(addition -> {
            RateSample sample = addition.sample();
            add(addition.work(), sample.hour(), sample.limit(), new Amount(sample.records(), sample.openSeconds()));
        });
    }

    private Mark measure(Seen seen, Mark mark, OpenTime openTime, Instant now) {
        long done = Math.max(0, seen.run() == mark.run() ? seen.records() - mark.records() : seen.records());
        boolean stuck = isStuck(seen.state()) && isStuck(mark.state());
        if (!stuck && !isGoing(mark.state()) && !isGoing(seen.state())) {
            return new Mark(now, seen.run(), seen.records(), seen.state(), 0);
        }
        boolean idle = stuck || Duration.between(mark.at(), now).compareTo(AWAY) > 0;
        double idleSeconds = done > 0 ? 0 : mark.idleSeconds();
        for (OpenTime.Piece piece : openTime.between(seen.work(), seen.obeys(), mark.at(), now)) {
            double most = idle || piece.byHand() ? LONGEST_IDLE_SECONDS - idleSeconds : Double.POSITIVE_INFINITY;
            double counted = add(seen.work(), piece, Math.max(0, most));
            idleSeconds += most == Double.POSITIVE_INFINITY ? 0 : counted;
            limits.put(seen.work(), piece.limit());
        }
        // Also what was in hand when it shut is the work of open hours.
        add(seen.work(), now, limits.getOrDefault(seen.work(), Limit.NONE), new Amount(done, 0));
        return new Mark(now, seen.run(), seen.records(), seen.state(), idleSeconds);
    }

    /** @return how many seconds of it were counted */
    private double add(BulkWork work, OpenTime.Piece piece, double most) {
        double counted = 0;
        Instant from = piece.from();
        while (from.isBefore(piece.to()) && counted < most) {
            Instant hourEnd = from.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
            Instant to = hourEnd.isBefore(piece.to()) ? hourEnd : piece.to();
            double seconds = Math.min(Duration.between(from, to).toNanos() / NANOS, most - counted);
            add(work, from, piece.limit(), new Amount(0, seconds));
            counted += seconds;
            from = to;
        }
        return counted;
    }

    private void add(BulkWork work, Instant at, Limit limit, Amount amount) {
        if (amount.records() > 0 || amount.open() > 0) {
            amounts.merge(new Key(work, at.truncatedTo(ChronoUnit.HOURS), limit), amount, Amount::and);
        }
    }

    private static boolean isGoing(Workload.State state) {
        return state == Workload.State.GOING;
    }

    private static boolean isStuck(Workload.State state) {
        return state == Workload.State.PAUSED || state == Workload.State.FAILED;
    }
}
