package io.caravan.alert;

import io.caravan.alert.Alert.Acknowledged;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code alert}, and what is to be told of it. */
final class AlertTable {
    private static final short NO_CLASS = -1;

    private static final String RAISE = """
            insert into alert (kind, data_class, subject, text, opened_at, last_seen, count)
            values (?, ?, ?, ?, ?, ?, 1)
            on conflict (kind, data_class, subject) where resolved_at is null do update
            set text = excluded.text, last_seen = excluded.last_seen, count = alert.count + 1
            returning id, count = 1
            """;

    private static final String RESOLVE = """
            update alert
            set resolved_at = ?
            where kind = ?
              and data_class = ?
              and subject = ?
              and resolved_at is null
            returning id
            """;

    /** What stands is not written anew at every look: only what it says may change. */
    private static final String REFRESH = """
            update alert
            set text = ?, last_seen = ?
            where kind = ?
              and data_class = ?
              and subject = ?
              and resolved_at is null
              and text <> ?
            """;

    private static final String NOTICE = """
            insert into alert_notice (alert_id, event, due_at)
            values (?, ?, ?)
            """;

    private static final String COLUMNS = """
            select id, kind, data_class, subject, text, opened_at, last_seen, count, resolved_at, acknowledged_at,
                acknowledged_by, note
            from alert
            """;

    private static final String LIST_ALL = COLUMNS + """
            where id < ?
            order by id desc
            limit ?
            """;

    private static final String LIST_OPEN = COLUMNS + """
            where id < ?
              and resolved_at is null
            order by id desc
            limit ?
            """;

    private static final String OPEN_OF = COLUMNS + """
            where kind = ?
              and resolved_at is null
            order by id
            """;

    private static final String FIND = COLUMNS + """
            where id = ?
            """;

    private static final String ACKNOWLEDGE = """
            update alert
            set acknowledged_at = ?, acknowledged_by = ?, note = ?
            where id = ?
            returning id, kind, data_class, subject, text, opened_at, last_seen, count, resolved_at, acknowledged_at,
                acknowledged_by, note
            """;

    /** @return whether it is new */
    boolean raise(
            Connection connection, Instant now, String kind, Optional<DataClass> dataClass, String subject, String text)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RAISE)) {
            statement.setString(1, kind);
            statement.setShort(2, ordinal(dataClass));
            statement.setString(3, subject);
            statement.setString(4, text);
            statement.setTimestamp(5, Timestamp.from(now));
            statement.setTimestamp(6, Timestamp.from(now));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                if (!rows.getBoolean(2)) {
                    return false;
                }
                notice(connection, now, rows.getLong(1), "opened");
                return true;
            }
        }
    }

    /** @return whether it was open */
    boolean resolve(Connection connection, Instant now, String kind, Optional<DataClass> dataClass, String subject)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RESOLVE)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setString(2, kind);
            statement.setShort(3, ordinal(dataClass));
            statement.setString(4, subject);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                notice(connection, now, rows.getLong(1), "resolved");
                return true;
            }
        }
    }

    void refresh(Connection connection, Instant now, String kind, Condition.Standing standing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFRESH)) {
            statement.setString(1, standing.text());
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setString(3, kind);
            statement.setShort(4, ordinal(standing.dataClass()));
            statement.setString(5, standing.subject());
            statement.setString(6, standing.text());
            statement.executeUpdate();
        }
    }

    List<Alert> list(Connection connection, boolean all, long beforeId, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(all ? LIST_ALL : LIST_OPEN)) {
            statement.setLong(1, beforeId);
            statement.setInt(2, limit);
            return read(statement);
        }
    }

    List<Alert> listOpen(Connection connection, String kind) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN_OF)) {
            statement.setString(1, kind);
            return read(statement);
        }
    }

    Optional<Alert> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            return read(statement).stream().findFirst();
        }
    }

    Optional<Alert> acknowledge(Connection connection, Instant now, long id, String by, String note)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ACKNOWLEDGE)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setString(2, by);
            statement.setString(3, note);
            statement.setLong(4, id);
            return read(statement).stream().findFirst();
        }
    }

    private static void notice(Connection connection, Instant now, long alertId, String event) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTICE)) {
            statement.setLong(1, alertId);
            statement.setString(2, event);
            statement.setTimestamp(3, Timestamp.from(now));
            statement.executeUpdate();
        }
    }

    private static List<Alert> read(PreparedStatement statement) throws SQLException {
        List<Alert> alerts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                alerts.add(alert(rows, 0));
            }
        }
        return alerts;
    }

    /** @param before columns before those of the alert */
    static Alert alert(ResultSet row, int before) throws SQLException {
        Timestamp resolved = row.getTimestamp(before + 9);
        Timestamp acknowledged = row.getTimestamp(before + 10);
        return new Alert(
                row.getLong(before + 1),
                row.getString(before + 2),
                dataClass(row.getShort(before + 3)),
                row.getString(before + 4),
                row.getString(before + 5),
                row.getTimestamp(before + 6).toInstant(),
                row.getTimestamp(before + 7).toInstant(),
                row.getInt(before + 8),
                resolved == null ? Optional.empty() : Optional.of(resolved.toInstant()),
                acknowledged == null
                        ? Optional.empty()
                        : Optional.of(new Acknowledged(
                                acknowledged.toInstant(), row.getString(before + 11), row.getString(before + 12))));
    }

    private static short ordinal(Optional<DataClass> dataClass) {
        return dataClass.map(one -> (short) one.ordinal()).orElse(NO_CLASS);
    }

    private static Optional<DataClass> dataClass(short ordinal) {
        return ordinal == NO_CLASS ? Optional.empty() : Optional.of(DataClass.values()[ordinal]);
    }
}
