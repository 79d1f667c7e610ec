package io.caravan.replay;

/** How many end a second, of late: half of it is of the last seconds, a quarter of those before, and so on. Not safe for threads. */
final class Speed {
    private static final long SPAN_NANOS = 5_000_000_000L;
    private static final double NANOS = 1e9;

    private long since;
    private long count;
    private double before;

    Speed(long nanos) {
        this.since = nanos;
    }

    /** As it would be if these had ended too. */
    double perSecond(long now, long further) {
        double present = (count + further) * NANOS / Math.max(1, now - since);
        return before == 0 ? present : (before + present) / 2;
    }

    void add(long now, long ended) {
        count += ended;
        if (now - since >= SPAN_NANOS) {
            before = perSecond(now, 0);
            since = now;
            count = 0;
        }
    }
}
