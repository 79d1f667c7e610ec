package io.caravan.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. Safe for threads. */
public final class SettableClock implements InstantSource {
    private volatile Instant now;

    private SettableClock(Instant now) {
        this.now = now;
    }

    /** @param instant e.g. {@code 2026-03-01T12:00:00Z} */
    public static SettableClock at(String instant) {
        return new SettableClock(Instant.parse(instant));
    }

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void forward(Duration span) {
        now = now.plus(span);
    }

    public synchronized void set(Instant instant) {
        now = instant;
    }
}
