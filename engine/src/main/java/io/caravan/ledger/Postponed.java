package io.caravan.ledger;

import java.time.Instant;

/** A page that the target cannot take yet: nothing of it counts, and the same page is to come again. */
public final class Postponed extends RuntimeException {
    private final String code;
    private final Instant due;

    /** @param code why, e.g. {@code target-503} */
    public Postponed(String code, Instant due) {
        super("the target takes it later (" + code + ")", null, false, false);
        this.code = code;
        this.due = due;
    }

    public String code() {
        return code;
    }

    /** Before then it is no use. */
    public Instant due() {
        return due;
    }
}
