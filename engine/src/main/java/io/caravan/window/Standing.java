package io.caravan.window;

import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with bulk work at one instant.
 *
 * @param limit what may run; of no meaning where nothing may
 * @param until when it next changes, by what is decided now; empty where it never does
 * @param reason one sentence, with the zone's local time; never patient data
 */
public record Standing(Level level, Limit limit, Optional<Instant> until, String reason) {
    public static final Standing ALWAYS = new Standing(Level.OPEN, Limit.NONE, Optional.empty(), "");

    public enum Level {
        /** No window applies, or one is open without a limit. */
        OPEN,
        /** Open with a limit, or trickling outside of the window. */
        REDUCED,
        /** The end is near: what is in hand is finished, nothing new is begun. */
        DRAINING,
        CLOSED,
        BLACKOUT,
        /** Stopped by a person until a person lifts it. */
        STOPPED
    }

    /** Whether new work may be begun. */
    public boolean isOpen() {
        return level == Level.OPEN || level == Level.REDUCED;
    }
}
