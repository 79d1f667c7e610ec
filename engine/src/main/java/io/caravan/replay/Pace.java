package io.caravan.replay;

/** A rate without bursts: of what was not used, a tenth of a second is saved. Not safe for threads. */
final class Pace {
    private static final double SAVED_SECONDS = 0.1;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private double permits = 1;
    private long last;

    /** @param perSecond 0 = no limit */
    Pace(double perSecond, long nanos) {
        this.perSecond = perSecond;
        this.last = nanos;
    }

    /** How many may go now. */
    int permits(long nanos) {
        if (perSecond == 0) {
            return Integer.MAX_VALUE;
        }
        double earned = (nanos - last) / NANOS * perSecond;
        permits = Math.min(1 + perSecond * SAVED_SECONDS, permits + earned);
        last = nanos;
        return (int) permits;
    }

    /** So many have gone. */
    void take(int count) {
        permits -= count;
    }
}
