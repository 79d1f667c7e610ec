package io.caravan.window;

import io.caravan.message.DataClass;
import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Windows.Decider;
import io.caravan.window.Windows.Duty;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The table {@code window_override}. */
final class OverrideTable {
    private static final String COLUMNS =
            "id, action, window_id, classes, sources, phases, from_at, until_at, actor, reason";

    private static final String ADD = """
            insert into window_override (action, window_id, classes, sources, phases, from_at, until_at, actor, reason, made_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            returning %s
            """.formatted(COLUMNS);

    private static final String STANDING = """
            select %s
            from window_override
            where withdrawn_at is null
              and until_at > ?
            order by from_at, id
            """.formatted(COLUMNS);

    private static final String WITHDRAW = """
            update window_override
            set withdrawn_at = ?, withdrawn_by = ?, withdrawn_why = ?
            where id = ?
              and withdrawn_at is null
              and until_at > ?
            returning %s
            """.formatted(COLUMNS);

    ManualOverride add(Connection connection, Action action, Duty duty, Decider decider, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setInt(1, action.ordinal());
            statement.setString(2, duty.window().orElse(null));
            statement.setArray(3, ordinals(connection, duty.scope().classes()));
            statement.setArray(
                    4,
                    connection.createArrayOf("text", new TreeSet<>(duty.scope().sources()).toArray()));
            statement.setArray(5, ordinals(connection, duty.scope().phases()));
            statement.setTimestamp(6, Timestamp.from(duty.from()));
            statement.setTimestamp(7, Timestamp.from(duty.until()));
            statement.setString(8, decider.actor());
            statement.setString(9, decider.reason());
            statement.setTimestamp(10, Timestamp.from(now));
            return read(statement).get(0);
        }
    }

    /** Those that end later than this and were not withdrawn, first to begin first. */
    List<ManualOverride> standing(Connection connection, Instant after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STANDING)) {
            statement.setTimestamp(1, Timestamp.from(after));
            return read(statement);
        }
    }

    /** @return empty where there is none that stands */
    Optional<ManualOverride> withdraw(Connection connection, long id, Decider decider, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WITHDRAW)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setString(2, decider.actor());
            statement.setString(3, decider.reason());
            statement.setLong(4, id);
            statement.setTimestamp(5, Timestamp.from(now));
            return read(statement).stream().findFirst();
        }
    }

    private static Array ordinals(Connection connection, Set<? extends Enum<?>> constants) throws SQLException {
        return connection.createArrayOf(
                "smallint",
                constants.stream().map(one -> (short) one.ordinal()).sorted().toArray());
    }

    private static List<ManualOverride> read(PreparedStatement statement) throws SQLException {
        List<ManualOverride> overrides = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                overrides.add(new ManualOverride(
                        rows.getLong(1),
                        Action.values()[rows.getInt(2)],
                        Optional.ofNullable(rows.getString(3)),
                        scope(rows),
                        rows.getTimestamp(7).toInstant(),
                        rows.getTimestamp(8).toInstant(),
                        rows.getString(9),
                        rows.getString(10)));
            }
        }
        return overrides;
    }

    private static Scope scope(ResultSet rows) throws SQLException {
        Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
        for (Short ordinal : (Short[]) rows.getArray(4).getArray()) {
            classes.add(DataClass.values()[ordinal]);
        }
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        for (Short ordinal : (Short[]) rows.getArray(6).getArray()) {
            phases.add(Phase.values()[ordinal]);
        }
        return new Scope(
                classes, Set.copyOf(Arrays.asList((String[]) rows.getArray(5).getArray())), phases);
    }
}
