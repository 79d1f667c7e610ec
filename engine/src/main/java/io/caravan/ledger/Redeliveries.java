package io.caravan.ledger;

import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Hands resources, as they are now, to whoever brings what waits for a target. A resource is of the class that brought it
 * first. What the target refuses is a finding {@code redelivery-refused}. Safe for threads.
 */
public interface Redeliveries {

    /** Whether the class has a target of its own, beside the ledger's store. */
    boolean hasTarget(DataClass dataClass);

    /** Why the target cannot be reached; empty = it can, as far as is known. */
    Optional<String> away(DataClass dataClass);

    /** How many resources there are to deliver. Reads the whole table. */
    long count(Connection connection, DataClass dataClass, Span span) throws SQLException;

    /**
     * The next ones, in order of id. They are on their way when the transaction is committed; then {@link Handed#committed}
     * is to be called.
     *
     * @param after exclusive; the least id = from the beginning
     */
    Handed hand(Connection connection, DataClass dataClass, Span span, UUID after, int limit) throws SQLException;

    /** How many were handed over and not tried yet. */
    long underWay(Connection connection, DataClass dataClass) throws SQLException;

    /** When the resources were changed last. @param since inclusive @param until exclusive */
    record Span(Instant since, Instant until) {}

    /**
     * What was handed over.
     *
     * @param last the greatest id that was looked at; where none is left, the one before
     * @param end whether none is left
     */
    record Handed(int resources, UUID last, boolean end, Runnable committed) {}
}
