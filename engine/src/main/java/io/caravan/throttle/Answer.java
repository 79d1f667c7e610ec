package io.caravan.throttle;

import java.time.Duration;

/**
 * What became of a call.
 *
 * @param code of what it said where it asks for less, e.g. {@code 429}; empty otherwise
 * @param pause how long it asked to be left alone; zero = it did not say
 * @param counts whether the time it took says anything
 */
public record Answer(String code, Duration pause, boolean counts) {
    public static final Answer FINE = new Answer("", Duration.ZERO, true);
    /** It failed in a way that tells nothing of how busy who was asked is. */
    public static final Answer OF_NO_MEANING = new Answer("", Duration.ZERO, false);

    public static Answer pushedBack(String code, Duration pause) {
        return new Answer(code, pause, false);
    }

    boolean isPushBack() {
        return !code.isEmpty();
    }
}
