package io.caravan.window;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person decided for a while, against the calendar. A blackout is above it.
 *
 * @param window the window it is about, with all that this applies to; empty where it is about the scope alone
 * @param scope narrows what it is about
 * @param until exclusive
 */
public record ManualOverride(
        long id,
        Action action,
        Optional<String> window,
        Scope scope,
        Instant from,
        Instant until,
        String actor,
        String reason) {

    public enum Action {
        OPEN,
        CLOSE
    }
}
