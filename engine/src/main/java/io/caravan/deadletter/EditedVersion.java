package io.caravan.deadletter;

import java.time.Instant;

/**
 * A version of what a letter holds; the original is version 0 and is none of these.
 *
 * @param needsApproval whether it may be replayed only once another user has approved it
 * @param approver empty = nobody yet
 */
public record EditedVersion(
        int version, Instant at, String editor, String reason, boolean needsApproval, String approver) {

    public boolean isWaiting() {
        return needsApproval && approver.isEmpty();
    }
}
