package io.caravan.ledger;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;

/** The table {@code target_away}, of one class. */
final class AwayTable implements Circuit.Store {
    private static final String FIND = """
            select code, since, attempts, due
            from target_away
            where data_class = ?
            """;

    private static final String SAVE = """
            insert into target_away (data_class, code, since, attempts, due)
            values (?, ?, ?, ?, ?)
            on conflict (data_class) do update
            set code = excluded.code, since = excluded.since, attempts = excluded.attempts, due = excluded.due
            """;

    private static final String REMOVE = """
            delete from target_away
            where data_class = ?
            """;

    private final Database database;
    private final DataClass dataClass;

    AwayTable(Database database, DataClass dataClass) {
        this.database = database;
        this.dataClass = dataClass;
    }

    @Override
    public Optional<Circuit.Status> find() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setInt(1, dataClass.ordinal());
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(status(rows)) : Optional.empty();
                }
            }
        });
    }

    private static Circuit.Status status(ResultSet row) throws SQLException {
        return new Circuit.Status(
                true,
                row.getString(1),
                row.getTimestamp(2).toInstant(),
                row.getInt(3),
                row.getTimestamp(4).toInstant());
    }

    @Override
    public void save(Circuit.Status status) {
        database.inRepeatedTransaction(connection -> save(connection, status));
    }

    private int save(Connection connection, Circuit.Status status) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setString(2, status.reason());
            statement.setTimestamp(3, Timestamp.from(status.since()));
            statement.setInt(4, status.attempts());
            statement.setTimestamp(5, Timestamp.from(status.due()));
            return statement.executeUpdate();
        }
    }

    @Override
    public void remove() {
        database.inRepeatedTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
                statement.setInt(1, dataClass.ordinal());
                return statement.executeUpdate();
            }
        });
    }
}
