package io.caravan.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What PostgreSQL's planner is told where it cannot know better. */
public final class Planner {
    private static final String WALK_INDEXES = """
            set local enable_seqscan = off;
            set local enable_hashjoin = off;
            set local enable_sort = off;
            set local max_parallel_workers_per_gather = 0;
            set local jit = off
            """;

    private Planner() {}

    /**
     * For the rest of the transaction, queries walk along indexes. Without it a query for the newest rows of a table that
     * grew since its last analysis reads the whole table: half of it may lie beyond the greatest key that is known.
     */
    public static void walkIndexes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(WALK_INDEXES);
        }
    }
}
