package io.caravan.window;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/** The table {@code window_session}: one row for each work and opening, however often one comes back to it. */
final class SessionTable {
    private static final String BEGIN = """
            insert into window_session (phase, data_class, source, opens_at, ends_at, begun_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (phase, data_class, source, opens_at) do update
            set ends_at = excluded.ends_at, ended_at = null
            returning id
            """;

    private static final String NOTE = """
            update window_session
            set records = records + ?, overrun_seconds = greatest(overrun_seconds, ?)
            where id = ?
            """;

    private static final String END = """
            update window_session
            set ended_at = greatest(begun_at, ?)
            where id = ?
            """;

    /** Nobody who lives would have left them. */
    private static final String END_LEFT = """
            update window_session
            set ended_at = greatest(begun_at, ends_at)
            where ended_at is null
              and ends_at < ?
            """;

    /** @param ends empty where nobody knows @return which session it is: a new one, or the one that there was */
    long begin(Connection connection, BulkWork work, Instant opens, Optional<Instant> ends, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setInt(1, work.phase().ordinal());
            statement.setInt(2, work.dataClass().ordinal());
            statement.setString(3, work.source());
            statement.setTimestamp(4, Timestamp.from(opens));
            statement.setTimestamp(5, ends.map(Timestamp::from).orElse(null));
            statement.setTimestamp(6, Timestamp.from(now));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    void note(Connection connection, long session, long records, long overrunSeconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
            statement.setLong(1, records);
            statement.setLong(2, overrunSeconds);
            statement.setLong(3, session);
            statement.executeUpdate();
        }
    }

    void end(Connection connection, long session, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setLong(2, session);
            statement.executeUpdate();
        }
    }

    /** Ends what a process left that was killed. */
    void endLeft(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END_LEFT)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.executeUpdate();
        }
    }
}
