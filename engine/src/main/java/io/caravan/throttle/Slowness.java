package io.caravan.throttle;

import java.time.Duration;

/** What counts as a slow call. Not safe for threads. */
interface Slowness {

    /** Judges a call, and learns from it. @param units that it carried */
    boolean isSlow(int units, Duration took, long nanos);

    /** Whether twice the time would be no trouble either. */
    boolean isQuick(Duration took);

    /** Whether a call that carries less is expected to be judged otherwise. */
    boolean dependsOnUnits();

    /** For people: what is slow, e.g. {@code longer than 250 ms}. */
    String words();

    /** Slow is what takes longer, whatever it carries. */
    static Slowness after(Duration limit) {
        return new Slowness() {
            @Override
            public boolean isSlow(int units, Duration took, long nanos) {
                return took.compareTo(limit) > 0;
            }

            @Override
            public boolean isQuick(Duration took) {
                return took.compareTo(limit.dividedBy(2)) <= 0;
            }

            @Override
            public boolean dependsOnUnits() {
                return true;
            }

            @Override
            public String words() {
                return "longer than " + limit.toMillis() + " ms";
            }
        };
    }

    /** Measured by what is usual; see {@link Usual}. */
    static Slowness unusual() {
        return new Usual();
    }
}
