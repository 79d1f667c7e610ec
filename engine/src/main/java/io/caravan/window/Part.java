package io.caravan.window;

import java.time.Instant;

/** A time in which all that decides stays the same. */
record Part(Instant from, Instant to, Standing.Level level, Limit limit, Cause cause) {

    boolean continues(Part earlier) {
        return earlier.to.equals(from)
                && earlier.level == level
                && earlier.limit.equals(limit)
                && earlier.cause.equals(cause);
    }

    Part with(Part later) {
        return new Part(from, later.to, level, limit, cause);
    }

    boolean begins() {
        return level == Standing.Level.OPEN || level == Standing.Level.REDUCED;
    }
}
