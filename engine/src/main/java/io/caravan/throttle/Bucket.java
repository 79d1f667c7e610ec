package io.caravan.throttle;

/**
 * Tokens that come at a rate and are saved up to a limit. Its level falls below zero when more is taken than there is: the
 * debt is paid before anything else goes. Time is told, in nanoseconds that may begin anywhere. Not safe for threads.
 */
public final class Bucket {
    public static final double UNLIMITED = Double.POSITIVE_INFINITY;
    private static final double NANOS = 1e9;

    private final double savedSeconds;
    private double perSecond;
    private double level;
    private long last;

    /**
     * Full at first.
     *
     * @param savedSeconds for how long tokens are saved that nobody takes; one token more is saved always
     */
    public Bucket(double perSecond, double savedSeconds, long nanos) {
        if (!(perSecond > 0) || !(savedSeconds >= 0)) {
            throw new IllegalArgumentException("A rate is above 0, and what is saved is not below it");
        }
        this.perSecond = perSecond;
        this.savedSeconds = savedSeconds;
        this.last = nanos;
        this.level = capacity();
    }

    public double perSecond() {
        return perSecond;
    }

    public boolean isUnlimited() {
        return perSecond == UNLIMITED;
    }

    double capacity() {
        return 1 + perSecond * savedSeconds;
    }

    /** What is saved stays, as far as there is room for it at the new rate. */
    public void change(double newPerSecond, long nanos) {
        if (!(newPerSecond > 0)) {
            throw new IllegalArgumentException("A rate is above 0");
        }
        boolean wasUnlimited = isUnlimited();
        refill(nanos);
        perSecond = newPerSecond;
        level = wasUnlimited ? 0 : Math.min(level, capacity());
    }

    /** How many may go now. */
    public int permits(long nanos) {
        if (isUnlimited()) {
            return Integer.MAX_VALUE;
        }
        refill(nanos);
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, level));
    }

    /**
     * How long until so many may go, with the rest left for others; 0 = now. More than can ever be saved goes when the bucket is
     * full.
     */
    long wait(double count, double left, long nanos) {
        if (isUnlimited()) {
            return 0;
        }
        refill(nanos);
        double missing = Math.min(count + left, capacity()) - level;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / perSecond * NANOS);
    }

    /** So many have gone, whether they were there or not. */
    public void take(double count, long nanos) {
        if (!isUnlimited()) {
            refill(nanos);
            level -= count;
        }
    }

    /** The same, but no more is owed afterwards than comes in a second. */
    void takeAnyway(double count, long nanos) {
        if (!isUnlimited()) {
            refill(nanos);
            level = Math.max(level - count, Math.min(level, -perSecond));
        }
    }

    /** A clock that is set back gives nothing, and takes nothing away. */
    private void refill(long nanos) {
        if (!isUnlimited() && nanos - last > 0) {
            level = Math.min(capacity(), level + (nanos - last) / NANOS * perSecond);
        }
        last = nanos;
    }
}
