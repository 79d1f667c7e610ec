package io.caravan.window;

/**
 * Why it stands as it does, for a sentence.
 *
 * @param text what is said of it, without the times
 * @param clock of the people who wrote it
 * @param whole the opening or the override that it is about; the time looked at where there is none
 */
record Cause(Kind kind, String text, WallClock clock, Span whole) {

    enum Kind {
        /** Nothing says anything about it. */
        ALWAYS,
        OPEN,
        DRAIN,
        /** An opening that is too short to begin anything. */
        UNUSED,
        /** Trickling outside of the window. */
        OUTSIDE,
        SHUT,
        CLOSED_BY_HAND,
        BLACKOUT
    }
}
