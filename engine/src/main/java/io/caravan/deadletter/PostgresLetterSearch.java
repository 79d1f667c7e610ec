package io.caravan.deadletter;

import io.caravan.crypto.KeyedHash;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds letters along indexes, however many there are. What belongs to a signature is asked of the groups first, which are few;
 * then the newest letters of each.
 */
public final class PostgresLetterSearch implements LetterSearch {
    private final Database database;
    private final LetterLists lists;
    private final GroupCounts groups;

    public PostgresLetterSearch(Database database, KeyedHash hash) {
        LetterConditions conditions = new LetterConditions(hash);
        this.database = database;
        this.lists = new LetterLists(conditions);
        this.groups = new GroupCounts(conditions);
    }

    @Override
    public List<DeadLetter> list(LetterFilter filter, long beforeId, int limit) {
        return database.inTransaction(connection -> lists.list(planned(connection), filter, beforeId, limit));
    }

    @Override
    public List<LetterGroup> groups(LetterFilter filter, int limit) {
        return database.inTransaction(connection -> groups.list(planned(connection), filter, limit));
    }

    @Override
    public Optional<LetterGroup> group(long id) {
        return database.inTransaction(connection -> groups.list(connection, LetterFilter.ALL.inGroup(id), 1).stream()
                .findFirst());
    }

    @Override
    public Count count(LetterFilter filter) {
        return database.inTransaction(connection ->
                isKept(filter) ? groups.count(connection, filter) : lists.count(planned(connection), filter));
    }

    @Override
    public Map<Long, Map<Instant, Long>> trends(List<Long> ofGroups, Instant since) {
        return database.inTransaction(connection -> groups.trends(planned(connection), ofGroups, since));
    }

    /** Whether the counts that are kept answer it. */
    private static boolean isKept(LetterFilter filter) {
        return filter.named().isNothing()
                && filter.period().isEver()
                && filter.assignee().isEmpty();
    }

    /**
     * What is best for these values is not best for all: each query is planned for its own. Some groups have a thousand times
     * as many letters as others, which no statistics tell: whoever wants the newest of each walks along the index.
     */
    private static Connection planned(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    set local plan_cache_mode = force_custom_plan;
                    set local enable_bitmapscan = off;
                    set local jit = off
                    """);
        }
        return connection;
    }
}
