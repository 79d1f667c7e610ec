package io.caravan.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Append-only and hash-chained: a changed, removed or inserted record is found by {@link #verify}. Safe for threads. */
public interface AuditLog {

    /**
     * Durable when it returns. If it throws, the action must not happen.
     *
     * @param actor user or component
     * @param action stable verb, e.g. {@code read}, {@code replay}, {@code pause}, {@code config-loaded}
     * @param subject what it was done to: reference or id; never patient data
     * @param detail reason or digest; never patient data
     */
    void record(String actor, String action, String subject, String detail);

    /**
     * Adds records in the caller's transaction: they are there when, and only when, what they tell of is. Call it last in the
     * transaction: until that ends, whoever records waits for it.
     *
     * @return to be called once the transaction has committed; a crash before that does no harm
     */
    Committed record(Connection connection, List<Event> events) throws SQLException;

    /** Newest first. */
    List<AuditRecord> list(long beforeSequence, int limit);

    Verification verify();

    /** What is to be recorded; as for {@link #record(String, String, String, String)}. */
    record Event(String actor, String action, String subject, String detail) {}

    /** Tells the outside that records are committed. */
    @FunctionalInterface
    interface Committed {
        void told();
    }

    record AuditRecord(
            long sequence, Instant at, String actor, String action, String subject, String detail, String hash) {}

    /** @param brokenAt the first sequence that does not fit its chain; 0 = none */
    record Verification(long records, long brokenAt) {
        public boolean isIntact() {
            return brokenAt == 0;
        }
    }
}
