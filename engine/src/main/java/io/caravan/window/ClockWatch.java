package io.caravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Notices that the clock on the wall was set, by a clock that nobody sets. Used by one thread. */
final class ClockWatch {
    /** Less is what clocks are brought to time by, and what a look may take. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private Instant lastWall;
    private long lastNanos;

    ClockWatch(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.lastWall = wall.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /** How far it was set since the last look, negative where back; empty where it only went on. */
    Optional<Duration> look() {
        Instant now = wall.instant();
        long ticks = nanos.getAsLong();
        Duration step = Duration.between(lastWall, now).minusNanos(ticks - lastNanos);
        lastWall = now;
        lastNanos = ticks;
        return step.abs().compareTo(TOLERANCE) > 0 ? Optional.of(step) : Optional.empty();
    }
}
