package io.caravan.window;

import java.util.Optional;

/** Whether bulk work may run now. Asked before each page; live feeds never ask. */
public interface BulkGate {

    BulkGate ALWAYS_OPEN = work -> Standing.ALWAYS;

    Standing ask(BulkWork work);

    /** Shut, for a reason, nobody knows how long. */
    static Standing shut(String reason) {
        return new Standing(Standing.Level.CLOSED, Limit.NONE, Optional.empty(), reason);
    }
}
