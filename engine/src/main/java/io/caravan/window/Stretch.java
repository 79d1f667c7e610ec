package io.caravan.window;

import java.time.Duration;
import java.time.Instant;

/** A time in which nothing changes. @param to exclusive */
public record Stretch(Instant from, Instant to, Standing standing) {

    public Duration length() {
        return Duration.between(from, to);
    }
}
