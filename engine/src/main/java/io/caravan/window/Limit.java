package io.caravan.window;

import java.util.OptionalInt;

/**
 * The rate inside a window.
 *
 * @param perSecond records a second; empty where there is no limit
 * @param atOnce segments at once; empty where there is no limit
 */
public record Limit(OptionalInt perSecond, OptionalInt atOnce) {
    public static final Limit NONE = new Limit(OptionalInt.empty(), OptionalInt.empty());

    /** The stricter of both, each for itself. */
    public Limit and(Limit other) {
        return new Limit(least(perSecond, other.perSecond), least(atOnce, other.atOnce));
    }

    public boolean isNone() {
        return perSecond.isEmpty() && atOnce.isEmpty();
    }

    private static OptionalInt least(OptionalInt one, OptionalInt other) {
        if (one.isEmpty()) {
            return other;
        }
        return other.isEmpty() ? one : OptionalInt.of(Math.min(one.getAsInt(), other.getAsInt()));
    }
}
