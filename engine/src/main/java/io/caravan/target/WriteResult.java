package io.caravan.target;

import java.time.Duration;

/** What became of one write. Callers act on this value; nobody guesses from an exception. */
public sealed interface WriteResult {

    /** The target holds the content: written now, or found to be there already. */
    record Written() implements WriteResult {}

    /**
     * Refused for good (HTTP 4xx, too large): it will not go by itself.
     *
     * @param code stable, e.g. {@code target-422}; never an answer's text, which may hold patient data
     */
    record Refused(String code) implements WriteResult {}

    /**
     * Could not be asked (timeout, 5xx): to be tried again.
     *
     * @param code stable, e.g. {@code target-timeout}
     * @param retryAfter how long the target asked to be left alone; zero = it did not say
     */
    record Unavailable(String code, Duration retryAfter) implements WriteResult {}
}
