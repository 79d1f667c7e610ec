package io.caravan.glass;

import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lets somebody who may not see patient data see one message or one resource all the same. An alert is open as long as such a
 * permission is. Whoever calls audits. Safe for threads.
 */
public interface BreakGlass {

    /**
     * One permission.
     *
     * @param subject {@code deadletter/ID}, or a reference such as {@code Patient/ID}
     * @param dataClass empty for resources
     * @param endedAt empty while it is open
     * @param endedBy empty while it is open, and where it ran out
     * @param looks how often it was used
     */
    record Permission(
            long id,
            String actor,
            String subject,
            Optional<DataClass> dataClass,
            String reason,
            Instant grantedAt,
            Instant expiresAt,
            Optional<Instant> endedAt,
            String endedBy,
            int looks) {}

    /** What is asked for. */
    record Wish(String actor, String subject, Optional<DataClass> dataClass, String reason, Duration span) {}

    Permission open(Wish wish);

    /** An open permission of this actor for this subject, counted as used once more; empty where there is none. */
    Optional<Permission> use(String actor, String subject);

    /** Newest first. @param actor only of this one */
    List<Permission> list(Optional<String> actor, long beforeId, int limit);

    Optional<Permission> find(long id);

    /** Ends a permission early. @return empty where it is over already */
    Optional<Permission> end(long id, String by);

    /** Ends what has run out, and resolves its alerts. To be called now and then; what has run out is of no use before. */
    void expire();
}
