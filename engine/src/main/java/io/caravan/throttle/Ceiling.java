package io.caravan.throttle;

/**
 * How much bulk work what is called may be asked for: as much as it likes, until there is trouble; then half of what was
 * measured, and more step by step while answers come in time. The steps double every few seconds without trouble: where
 * trouble comes at a certain rate, that rate is seldom tried, and where it is over, the former rate is back within a minute.
 * Not safe for threads.
 */
final class Ceiling {
    private static final double LEAST_PER_SECOND = 5;
    private static final double LEAST_SHARE = 0.02;
    /** The first step, as a share of the former rate, a second. */
    private static final double FIRST_STEP = 1 / 120.0;

    private static final double DOUBLES_SECONDS = 8;
    private static final double LONGEST_STEP_SECONDS = 10;
    private static final double BEST_HALVES_SECONDS = 300;
    private static final double NANOS = 1e9;

    private final Meter meter;
    private double perSecond = Bucket.UNLIMITED;
    private double best;
    private long bestAt;
    private double former;
    private int formerAtOnce = 1;
    private long cutAt;
    private long raisedAt;
    private double wellSeconds;
    private long cuts;

    Ceiling(Meter meter, long nanos) {
        this.meter = meter;
        this.bestAt = nanos;
        this.cutAt = nanos;
        this.raisedAt = nanos;
    }

    double perSecond() {
        return perSecond;
    }

    boolean isSet() {
        return perSecond != Bucket.UNLIMITED;
    }

    /** How many calls at once go with it; empty of meaning where there is no ceiling. */
    int atOnce() {
        if (!isSet()) {
            return Integer.MAX_VALUE;
        }
        return (int) Math.max(1, Math.floor(formerAtOnce * Math.min(1, perSecond / former)));
    }

    long cutAt() {
        return cutAt;
    }

    /** How often it was lowered. */
    long cuts() {
        return cuts;
    }

    /** Remembers the rate of good times. */
    void measure(long nanos) {
        double present = meter.perSecond(nanos);
        best = Math.max(present, best * Math.pow(0.5, (nanos - bestAt) / NANOS / BEST_HALVES_SECONDS));
        bestAt = nanos;
    }

    /** @param atOnce bulk calls that were under way, at most */
    void trouble(int atOnce, long nanos) {
        double measured = meter.perSecond(nanos);
        measure(nanos);
        if (!isSet()) {
            former = Math.max(best, LEAST_PER_SECOND);
            formerAtOnce = Math.max(1, atOnce);
        }
        perSecond = Math.max(least(), Math.min(perSecond, measured) / 2);
        cutAt = nanos;
        raisedAt = nanos;
        wellSeconds = 0;
        cuts++;
    }

    /** Answers come in time. */
    void well(long nanos) {
        if (!isSet()) {
            return;
        }
        double seconds = Math.min(LONGEST_STEP_SECONDS, (nanos - raisedAt) / NANOS);
        wellSeconds += seconds;
        raisedAt = nanos;
        perSecond += seconds * former * FIRST_STEP * Math.pow(2, Math.floor(wellSeconds / DOUBLES_SECONDS));
        if (perSecond >= former) {
            perSecond = Bucket.UNLIMITED;
        }
    }

    /** Not well: nothing rises, but time goes on. */
    void doubt(long nanos) {
        raisedAt = nanos;
    }

    private double least() {
        return Math.max(LEAST_PER_SECOND, former * LEAST_SHARE);
    }
}
