package io.caravan.journal;

import org.jspecify.annotations.Nullable;

/** The journal could not take a message: the sender must keep it. An expected outcome, without a stack trace. */
public final class CustodyRefused extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** As many messages wait as may wait. */
        FULL,
        CLOSED,
        /** The database cannot be asked, or nobody knows whether it committed. */
        UNAVAILABLE,
        /** The database refuses this message. */
        FAILED
    }

    private final Reason reason;

    CustodyRefused(Reason reason, @Nullable Throwable cause) {
        super("the journal cannot take the message: " + reason, cause, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
