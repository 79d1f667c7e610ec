package io.caravan.throttle;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The arithmetic of one throttle: who may go, and what follows from how calls end. Time is told. Not safe for threads.
 */
final class Pressure {
    /** Tokens of so long are saved. */
    private static final double LIMIT_SAVES = 0.5;

    private static final double CEILING_SAVES = 0.25;
    private static final double METER_SECONDS = 3;
    private static final long BACK_NANOS = 2_000_000_000L;

    private final String name;
    private final Terms terms;
    private final Bucket limit;
    private final Bucket allowed;
    private final Meter bulkMeter;
    private final Ceiling ceiling;
    private final Verdicts verdicts;
    private final Lanes lanes;
    private long pausedUntil;
    private boolean paused;
    private String cause = "";

    /** A call that has ended. */
    record Ended(Lane lane, int units, long begun, Duration took) {}

    Pressure(String name, Terms terms, long nanos) {
        this.name = name;
        this.terms = terms;
        this.limit = new Bucket(
                terms.perSecond().isPresent() ? terms.perSecond().getAsInt() : Bucket.UNLIMITED, LIMIT_SAVES, nanos);
        this.allowed = new Bucket(Bucket.UNLIMITED, CEILING_SAVES, nanos);
        this.bulkMeter = new Meter(METER_SECONDS, nanos);
        this.ceiling = new Ceiling(bulkMeter, nanos);
        this.verdicts = new Verdicts(terms.slowness(), terms.callUnits(), nanos);
        this.lanes = new Lanes(bulkMeter, new Meter(METER_SECONDS, nanos));
    }

    void liveComes() {
        lanes.waiting(Lane.LIVE, 1);
    }

    void liveStopsWaiting() {
        lanes.waiting(Lane.LIVE, -1);
    }

    void bulkComes() {
        lanes.waiting(Lane.BULK, 1);
    }

    void bulkStopsWaiting() {
        lanes.waiting(Lane.BULK, -1);
    }

    boolean liveMayGo() {
        return terms.atOnce().isEmpty()
                || lanes.underWay(Lane.LIVE) + lanes.underWay(Lane.BULK)
                        < terms.atOnce().getAsInt();
    }

    /** How long bulk work has to wait at least; 0 = it may go. A call that has to end first may end at any time. */
    long bulkWait(int units, long now) {
        boolean room = liveMayGo()
                && lanes.waiting(Lane.LIVE) == 0
                && lanes.underWay(Lane.BULK) < Math.min(terms.bulkAtOnce(), ceiling.atOnce());
        if (!room) {
            return Long.MAX_VALUE;
        }
        long wait = limit.wait(units, limit.isUnlimited() ? 0 : limit.capacity() * terms.liveShare(), now);
        return Math.max(Math.max(wait, allowed.wait(units, 0, now)), pause(now));
    }

    private long pause(long now) {
        paused &= pausedUntil - now > 0;
        return paused ? pausedUntil - now : 0;
    }

    void begin(Lane lane, int units, long now) {
        lanes.begin(lane);
        take(lane, units, now);
    }

    void take(Lane lane, int units, long now) {
        if (lane == Lane.LIVE) {
            limit.takeAnyway(units, now);
        } else {
            limit.take(units, now);
            takeOfCeiling(units, now);
        }
    }

    private void takeOfCeiling(int units, long now) {
        allowed.take(units, now);
    }

    int bulkNow(int most, long now) {
        if (bulkWait(1, now) > 0) {
            return 0;
        }
        double left = limit.isUnlimited() ? 0 : limit.capacity() * terms.liveShare();
        int may = (int) Math.min(most, Math.min(allowed.permits(now), Math.max(1, limit.permits(now) - left)));
        takeOfCeiling(may, now);
        return may;
    }

    void end(Lane lane, int units, long now) {
        lanes.end(lane, units, now);
        if (lane == Lane.BULK && !ceiling.isSet()) {
            ceiling.measure(now);
        }
    }

    void judge(Ended call, Answer answer, long now) {
        if (answer.isPushBack()) {
            if (!answer.pause().isZero()) {
                pausedUntil = now + Math.max(pause(now), answer.pause().toNanos());
                paused = true;
            }
            if (isAfterCut(call)) {
                cut("it answered " + answer.code(), now);
            }
            return;
        }
        if (!answer.counts()) {
            return;
        }
        lanes.latency(call.lane(), call.took());
        if (!isAfterCut(call) || !verdicts.isAbout(call.lane())) {
            return;
        }
        switch (verdicts.of(call.units(), call.took(), call.lane(), now)) {
            case SLOW -> cut("answers took " + verdicts.words(), now);
            case WELL -> {
                ceiling.well(now);
                follow(now);
            }
            case SMALLER -> ceiling.doubt(now);
            case OPEN -> {}
        }
    }

    /** What was on its way when the ceiling was lowered says nothing about the lower one. */
    private boolean isAfterCut(Ended call) {
        return ceiling.cuts() == 0 || call.begun() - ceiling.cutAt() >= 0;
    }

    private void cut(String why, long now) {
        cause = why;
        ceiling.trouble(lanes.takeMost(), now);
        verdicts.anew(now);
        follow(now);
    }

    void isBack(long now) {
        if (ceiling.cuts() == 0 || now - ceiling.cutAt() > BACK_NANOS) {
            cut("it was away", now);
        }
    }

    private void follow(long now) {
        if (allowed.perSecond() != ceiling.perSecond()) {
            allowed.change(ceiling.perSecond(), now);
        }
    }

    /** No more than is saved for bulk work: else it would wait for a full bucket, and then owe. */
    int bite() {
        double saved = Math.min(limit.capacity() * (1 - terms.liveShare()), allowed.capacity());
        return (int) Math.max(1, Math.min(verdicts.bite(), saved));
    }

    OptionalDouble bulkPerSecond() {
        double least = Math.min(limit.perSecond(), ceiling.perSecond());
        return least == Bucket.UNLIMITED ? OptionalDouble.empty() : OptionalDouble.of(least);
    }

    ThrottleState state(String shown, String unit, long now) {
        int atOnce = Math.min(terms.bulkAtOnce(), ceiling.atOnce());
        return new ThrottleState(
                shown,
                unit,
                lanes.flow(Lane.LIVE, now),
                lanes.flow(Lane.BULK, now),
                terms.perSecond(),
                ceiling.isSet() ? OptionalDouble.of(ceiling.perSecond()) : OptionalDouble.empty(),
                atOnce == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(atOnce),
                Duration.ofNanos(pause(now)),
                ceiling.cuts(),
                why(now));
    }

    private String why(long now) {
        String also = terms.perSecond().isPresent()
                ? "; at most " + terms.perSecond().getAsInt() + " a second (" + name + ".max-per-second)"
                : "";
        if (pause(now) > 0) {
            return "bulk work leaves it alone for " + seconds(pause(now)) + ": " + cause + " and asked for that" + also;
        }
        if (ceiling.isSet()) {
            return "bulk work was slowed " + seconds(now - ceiling.cutAt()) + " ago, as " + cause
                    + "; more again while answers come in time" + also;
        }
        return "answers come in time" + (also.isEmpty() ? ": no ceiling" : also);
    }

    private static String seconds(long span) {
        return String.format(Locale.ROOT, "%.0f s", Math.ceil(span / 1e9));
    }
}
