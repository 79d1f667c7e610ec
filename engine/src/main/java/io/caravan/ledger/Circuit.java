package io.caravan.ledger;

import java.time.Instant;
import java.time.InstantSource;

/** Whether a class's target can be reached. While it is open the class waits; its feed goes on being journaled. */
public final class Circuit {
    private final InstantSource clock;
    private volatile Status status;

    /** @param reason why it is open, a stable code; empty when it is closed */
    public record Status(boolean open, String reason, Instant since) {}

    Circuit(InstantSource clock) {
        this.clock = clock;
        this.status = new Status(false, "", clock.instant());
    }

    public Status status() {
        return status;
    }

    /** @return whether it was closed before */
    synchronized boolean open(String reason) {
        boolean wasClosed = !status.open();
        status = new Status(true, reason, wasClosed ? clock.instant() : status.since());
        return wasClosed;
    }

    /** @return whether it was open before */
    synchronized boolean close() {
        boolean wasOpen = status.open();
        if (wasOpen) {
            status = new Status(false, "", clock.instant());
        }
        return wasOpen;
    }
}
