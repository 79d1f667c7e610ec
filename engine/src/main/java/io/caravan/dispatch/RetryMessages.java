package io.caravan.dispatch;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code retry_message}, by the database's clock. */
final class RetryMessages {
    private static final String SAVE = """
            insert into retry_message (journal_id, data_class, attempts, since, due, code)
            select journal_id, ?, attempts, now(), now() + millis * interval '1 millisecond', code
            from unnest(?::bigint[], ?::integer[], ?::bigint[], ?::text[]) as made (journal_id, attempts, millis, code)
            order by journal_id
            on conflict (journal_id) do update
            set attempts = excluded.attempts, due = excluded.due, code = excluded.code
            """;

    private static final String REMOVE = """
            delete from retry_message
            where journal_id = any(?)
            """;

    private static final String TIDY = """
            delete from retry_message
            using outcome
            where outcome.journal_id = retry_message.journal_id
              and retry_message.data_class = ?
            """;

    private static final String LIST = """
            select journal_id, attempts, greatest(0, extract(epoch from due - now()) * 1000)::bigint, code
            from retry_message
            where data_class = ?
            """;

    private final Database database;

    RetryMessages(Database database) {
        this.database = database;
    }

    /** @param millis until it is tried again */
    record Scheduled(long journalId, int attempts, long millis, String code) {}

    /** What an earlier process left, without what has ended since. */
    Map<Long, Scheduled> recall(DataClass dataClass) {
        return database.inRepeatedTransaction(connection -> {
            try (PreparedStatement tidy = connection.prepareStatement(TIDY);
                    PreparedStatement statement = connection.prepareStatement(LIST)) {
                tidy.setInt(1, dataClass.ordinal());
                tidy.executeUpdate();
                statement.setInt(1, dataClass.ordinal());
                Map<Long, Scheduled> found = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Scheduled one =
                                new Scheduled(rows.getLong(1), rows.getInt(2), rows.getLong(3), rows.getString(4));
                        found.put(one.journalId(), one);
                    }
                }
                return found;
            }
        });
    }

    void save(DataClass dataClass, List<Scheduled> changed, Collection<Long> ended) {
        database.inRepeatedTransaction(connection -> {
            if (!changed.isEmpty()) {
                save(connection, dataClass, changed);
            }
            if (!ended.isEmpty()) {
                try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
                    statement.setArray(1, connection.createArrayOf("bigint", ended.toArray()));
                    statement.executeUpdate();
                }
            }
            return 0;
        });
    }

    private static void save(Connection connection, DataClass dataClass, List<Scheduled> changed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", changed.stream().map(Scheduled::journalId).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "integer", changed.stream().map(Scheduled::attempts).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "bigint", changed.stream().map(Scheduled::millis).toArray()));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "text", changed.stream().map(Scheduled::code).toArray()));
            statement.executeUpdate();
        }
    }
}
