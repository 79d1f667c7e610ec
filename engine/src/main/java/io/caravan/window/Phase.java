package io.caravan.window;

import java.util.Locale;

/** The kinds of bulk work. Live feeds are none of them and never ask. The name in lower case is what people write. */
public enum Phase {
    BACKFILL,
    /** Bulk replay of dead letters, and delivering a target's resources again. */
    REPLAY,
    RECONCILE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
