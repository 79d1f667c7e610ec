package io.caravan.pause;

import io.caravan.message.DataClass;
import java.time.Instant;

/**
 * A class that stands still; no patient data.
 *
 * @param actor who paused it; {@link #CARAVAN} where a cause made too many dead letters
 * @param reason one sentence: what, where, since when, what to do
 */
public record ClassPause(DataClass dataClass, Instant since, String actor, String reason, Cause cause) {
    public static final String CARAVAN = "caravan";

    /**
     * What made too many dead letters.
     *
     * @param code empty where somebody paused the class
     * @param place of the latest failure
     * @param passing whether it passes by itself, and the class goes on then
     */
    public record Cause(String code, String place, int count, boolean passing) {
        static final Cause NONE = new Cause("", "", 0, false);
    }

    /** Whether a cause did it, not somebody. */
    public boolean isOfFailures() {
        return !cause.code().isEmpty();
    }
}
