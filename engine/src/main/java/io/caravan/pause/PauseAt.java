package io.caravan.pause;

import java.time.Duration;

/**
 * How many new dead letters of one cause code within which time pause a class.
 *
 * @param count at most {@link #MOST}: so many are remembered for each code
 */
public record PauseAt(int count, Duration window) {
    public static final int MOST = 10_000;

    public PauseAt {
        if (count < 1 || count > MOST || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a threshold is 1 to " + MOST + " in a time span");
        }
    }
}
