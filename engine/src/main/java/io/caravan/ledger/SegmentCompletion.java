package io.caravan.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/** How a page's segment is marked done, in the transaction that holds the page's effect. */
public interface SegmentCompletion {

    /**
     * Marks the segment done with its counts, on the given connection; does not commit.
     *
     * @throws SQLException also when the segment is not under way any more: somebody else has completed it, and this
     *     transaction must be rolled back, so that no row counts twice
     */
    void complete(Connection connection, long segmentId, Ledger.PageOutcome outcome) throws SQLException;

    /**
     * Marks the page's segment done, if it has one. Who keeps more of a page than its counts takes it here.
     *
     * @throws SQLException as {@link #complete(Connection, long, Ledger.PageOutcome)}
     */
    default void complete(Connection connection, Page page, Ledger.PageOutcome outcome) throws SQLException {
        if (page.segmentId() != Page.NO_SEGMENT) {
            complete(connection, page.segmentId(), outcome);
        }
    }
}
