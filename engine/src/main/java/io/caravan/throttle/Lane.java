package io.caravan.throttle;

import java.util.Locale;

/** Whose call it is. */
public enum Lane {
    /** Never waits for a rate. What it takes, bulk work does not get. */
    LIVE,
    /** Takes what live traffic leaves. */
    BULK;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
