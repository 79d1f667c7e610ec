package io.caravan.window;

import io.caravan.window.Windows.Decider;
import io.caravan.window.Windows.InForce;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The tables {@code window_plan} and {@code window_calendar}, and {@code window_revision}, which changes with each change. */
final class PlanTable {
    private static final String CHANGE = """
            insert into window_revision (one, revision)
            values (true, 1)
            on conflict (one) do update
            set revision = window_revision.revision + 1
            """;

    private static final String REVISION = """
            select revision
            from window_revision
            """;

    private static final String IN_FORCE = """
            select version, digest, plan, applied_at, actor, reason
            from window_plan
            order by version desc
            limit 1
            """;

    private static final String CALENDARS = """
            select file, calendar
            from window_calendar
            where version = ?
            """;

    private static final String ADD = """
            insert into window_plan (version, digest, plan, applied_at, actor, reason)
            values (?, ?, ?, ?, ?, ?)
            """;

    private static final String ADD_CALENDAR = """
            insert into window_calendar (version, file, calendar)
            values (?, ?, ?)
            """;

    /** Takes the turn to change something, to the end of the transaction; all Caravans on this database will look again. */
    void change(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHANGE)) {
            statement.executeUpdate();
        }
    }

    /** @return 0 where nothing was ever changed */
    long revision(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVISION);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    Optional<InForce> find(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IN_FORCE);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            long version = rows.getLong(1);
            return Optional.of(new InForce(
                    version,
                    rows.getString(2),
                    new PlanSource(rows.getString(3), calendars(connection, version)),
                    rows.getTimestamp(4).toInstant(),
                    new Decider(rows.getString(5), rows.getString(6))));
        }
    }

    void add(Connection connection, InForce plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setLong(1, plan.version());
            statement.setString(2, plan.digest());
            statement.setString(3, plan.source().text());
            statement.setTimestamp(4, Timestamp.from(plan.since()));
            statement.setString(5, plan.decider().actor());
            statement.setString(6, plan.decider().reason());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(ADD_CALENDAR)) {
            for (Map.Entry<String, String> calendar : plan.source().calendars().entrySet()) {
                statement.setLong(1, plan.version());
                statement.setString(2, calendar.getKey());
                statement.setString(3, calendar.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Map<String, String> calendars(Connection connection, long version) throws SQLException {
        Map<String, String> calendars = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CALENDARS)) {
            statement.setLong(1, version);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    calendars.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return calendars;
    }
}
