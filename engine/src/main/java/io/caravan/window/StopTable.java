package io.caravan.window;

import io.caravan.window.Windows.Decider;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/** The table {@code bulk_stop}: at most one stands. */
final class StopTable {
    private static final String STANDING = """
            select since, actor, reason
            from bulk_stop
            where lifted_at is null
            """;

    private static final String STOP = """
            insert into bulk_stop (since, actor, reason)
            values (?, ?, ?)
            """;

    private static final String LIFT = """
            update bulk_stop
            set lifted_at = ?, lifted_by = ?, lifted_why = ?
            where lifted_at is null
            """;

    Optional<EmergencyStop> find(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STANDING);
                ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(
                            new EmergencyStop(rows.getTimestamp(1).toInstant(), rows.getString(2), rows.getString(3)))
                    : Optional.empty();
        }
    }

    void stop(Connection connection, EmergencyStop stop) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STOP)) {
            statement.setTimestamp(1, Timestamp.from(stop.since()));
            statement.setString(2, stop.actor());
            statement.setString(3, stop.reason());
            statement.executeUpdate();
        }
    }

    /** @return whether one stood */
    boolean lift(Connection connection, Decider decider, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIFT)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setString(2, decider.actor());
            statement.setString(3, decider.reason());
            return statement.executeUpdate() == 1;
        }
    }
}
