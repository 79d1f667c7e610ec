package io.caravan.window;

import java.time.Duration;
import java.time.Instant;

/** @param to exclusive; nothing lies in a span that ends where it begins */
record Span(Instant from, Instant to) {

    boolean isEmpty() {
        return !from.isBefore(to);
    }

    boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    boolean touches(Span other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }

    Duration length() {
        return Duration.between(from, to);
    }
}
