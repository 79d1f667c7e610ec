package io.caravan.throttle;

import java.time.Duration;

/** What goes on in both lanes. Not safe for threads. */
final class Lanes {
    private static final double LATELY = 0.2;

    private final Meter[] meters;
    private final int[] underWay = new int[Lane.values().length];
    private final int[] waiting = new int[Lane.values().length];
    private final double[] latency = new double[Lane.values().length];
    private int most;

    Lanes(Meter bulk, Meter live) {
        this.meters = new Meter[] {live, bulk};
    }

    void begin(Lane lane) {
        underWay[lane.ordinal()]++;
        if (lane == Lane.BULK) {
            most = Math.max(most, underWay[lane.ordinal()]);
        }
    }

    void end(Lane lane, int units, long now) {
        underWay[lane.ordinal()]--;
        meters[lane.ordinal()].add(units, now);
    }

    void waiting(Lane lane, int more) {
        waiting[lane.ordinal()] += more;
    }

    int waiting(Lane lane) {
        return waiting[lane.ordinal()];
    }

    int underWay(Lane lane) {
        return underWay[lane.ordinal()];
    }

    void latency(Lane lane, Duration took) {
        double before = latency[lane.ordinal()];
        latency[lane.ordinal()] = before == 0 ? took.toNanos() : before + LATELY * (took.toNanos() - before);
    }

    /** How many bulk calls were under way at most, since it was asked last. */
    int takeMost() {
        int peak = Math.max(1, most);
        most = underWay[Lane.BULK.ordinal()];
        return peak;
    }

    ThrottleState.Flow flow(Lane lane, long now) {
        int of = lane.ordinal();
        return new ThrottleState.Flow(
                meters[of].perSecond(now), underWay[of], waiting[of], Duration.ofNanos((long) latency[of]));
    }
}
