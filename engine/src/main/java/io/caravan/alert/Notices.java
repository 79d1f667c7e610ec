package io.caravan.alert;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table {@code alert_notice}: what the webhook is still to be told. */
final class Notices {
    /** Only the oldest of each alert: nobody hears of an end before the opening. */
    private static final String DUE = """
            select notice.id, notice.event, notice.attempts, alert.id, alert.kind, alert.data_class, alert.subject,
                alert.text, alert.opened_at, alert.last_seen, alert.count, alert.resolved_at, alert.acknowledged_at,
                alert.acknowledged_by, alert.note
            from (
                select distinct on (alert_id) id, alert_id, event, attempts, due_at
                from alert_notice
                where told_at is null
                  and not given_up
                order by alert_id, id) as notice
            join alert on alert.id = notice.alert_id
            where notice.due_at <= ?
            order by notice.id
            limit ?
            """;

    private static final String TOLD = """
            update alert_notice
            set told_at = ?, attempts = attempts + 1
            where id = ?
            """;

    private static final String LATER = """
            update alert_notice
            set due_at = ?, attempts = attempts + 1, given_up = ?
            where id = ?
            """;

    /** @param event opened or resolved */
    record Notice(long id, String event, int attempts, Alert alert) {}

    List<Notice> listDue(Connection connection, Instant now, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DUE)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setInt(2, limit);
            List<Notice> due = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(new Notice(rows.getLong(1), rows.getString(2), rows.getInt(3), AlertTable.alert(rows, 3)));
                }
            }
            return due;
        }
    }

    boolean told(Connection connection, Instant now, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TOLD)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setLong(2, id);
            return statement.executeUpdate() > 0;
        }
    }

    boolean later(Connection connection, Instant due, boolean givenUp, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LATER)) {
            statement.setTimestamp(1, Timestamp.from(due));
            statement.setBoolean(2, givenUp);
            statement.setLong(3, id);
            return statement.executeUpdate() > 0;
        }
    }
}
