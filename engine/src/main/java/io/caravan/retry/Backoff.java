package io.caravan.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double, each with chance in it, so that those who failed together do not come back together. */
public record Backoff(Duration first, Duration longest) {
    private static final int MAX_DOUBLINGS = 20;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("The first pause must be one, and the longest not less than it");
        }
    }

    /**
     * Between half of the pause and all of it.
     *
     * @param attempts how many have failed, from 1
     */
    public Duration pause(int attempts) {
        long doubled = first.toMillis() << Math.min(Math.max(attempts, 1) - 1, MAX_DOUBLINGS);
        long millis = Math.max(1, Math.min(longest.toMillis(), doubled));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    /** The same, but not less than was asked for. */
    public Duration pause(int attempts, Duration asked) {
        Duration own = pause(attempts);
        Duration most = asked.compareTo(longest.multipliedBy(10)) < 0 ? asked : longest.multipliedBy(10);
        return own.compareTo(most) < 0 ? most : own;
    }
}
