package io.caravan.throttle;

import java.time.Duration;

/**
 * Slow is what takes several times as long as usual. What is usual follows a quicker answer soon and a slower one within many
 * minutes: what stays slow is the rule at last, and bulk work is not held back for ever by a past that was better.
 */
final class Usual implements Slowness {
    /** What a call costs whatever it carries, in units. */
    private static final int OVERHEAD_UNITS = 200;

    private static final double SLOW = 4;
    /** What is quicker is never slow: so small times are chance. */
    private static final Duration QUICK = Duration.ofSeconds(1);

    /** So long calls are only learned from: a process that begins is slow and quick by turns. */
    private static final double LEARNING_SECONDS = 60;

    private static final double FASTER_SECONDS = 20;
    private static final double SLOWER_SECONDS = 600;
    private static final double NANOS = 1e9;

    private double perUnit;
    private long first;
    private long last;
    private long calls;

    @Override
    public boolean isSlow(int units, Duration took, long nanos) {
        double present = took.toNanos() / (double) (units + OVERHEAD_UNITS);
        calls++;
        if (calls == 1) {
            first = nanos;
        }
        if ((nanos - first) / NANOS < LEARNING_SECONDS) {
            perUnit += (present - perUnit) / calls;
            last = nanos;
            return false;
        }
        boolean slow = took.compareTo(QUICK) > 0 && present > SLOW * perUnit;
        double seconds = Math.max(0, nanos - last) / NANOS;
        double weight = 1 - Math.exp(-seconds / (present < perUnit ? FASTER_SECONDS : SLOWER_SECONDS));
        perUnit += weight * (present - perUnit);
        last = nanos;
        return slow;
    }

    @Override
    public boolean isQuick(Duration took) {
        return true;
    }

    @Override
    public boolean dependsOnUnits() {
        return false;
    }

    @Override
    public String words() {
        return "more than " + (int) SLOW + " times as long as usual";
    }
}
