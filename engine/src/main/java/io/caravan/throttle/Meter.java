package io.caravan.throttle;

/** How many a second, of late. Not safe for threads. */
final class Meter {
    private static final double NANOS = 1e9;

    private final double seconds;
    private final long begun;
    private double sum;
    private long last;

    /** @param seconds what is older than this counts little */
    Meter(double seconds, long nanos) {
        this.seconds = seconds;
        this.begun = nanos;
        this.last = nanos;
    }

    void add(double count, long nanos) {
        fade(nanos);
        sum += count;
    }

    double perSecond(long nanos) {
        fade(nanos);
        // Young meters have seen less than their time; a tenth of it at least, for a first call alone is no rate.
        double seen = Math.max(0.1, 1 - Math.exp(-(nanos - begun) / NANOS / seconds));
        return sum / seconds / seen;
    }

    private void fade(long nanos) {
        if (nanos - last > 0) {
            sum *= Math.exp(-(nanos - last) / NANOS / seconds);
            last = nanos;
        }
    }
}
