package io.caravan.deadletter;

import io.caravan.alert.Condition;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of the dead letters somebody must look at. Each look reads a few rows of each group, never the letters. */
public final class LetterAlerts {
    /** Groups that have unresolved letters, the newest first. */
    private static final String GROUPS = """
            select known.data_class, known.id, known.source, known.code, known.place, known.first_seen,
                sum(counted.count)
            from dead_letter_group as known
            join dead_letter_count as counted on counted.group_id = known.id and counted.state in (0, 1, 2)
            group by known.id
            having sum(counted.count) > 0
            order by known.id desc
            limit 1000
            """;

    private static final String OLDEST = """
            select known.data_class, min(oldest.first_seen)
            from (
                select known.id, known.data_class, counted.state
                from dead_letter_group as known
                join dead_letter_count as counted on counted.group_id = known.id and counted.state in (0, 1)
                group by known.id, counted.state
                having sum(counted.count) > 0) as known
            cross join lateral (
                select first_seen
                from dead_letter
                where group_id = known.id
                  and state = known.state
                order by first_seen, id
                limit 1) as oldest
            group by known.data_class
            having min(oldest.first_seen) < ?
            order by known.data_class
            """;

    private static final String GROWN = """
            select known.data_class, known.id, known.source, known.code, known.place, trend.hour, trend.count
            from (
                select group_id, hour, count
                from dead_letter_trend
                where hour >= ?) as trend
            join dead_letter_group as known on known.id = trend.group_id
            where trend.count > ?
            order by known.id, trend.hour
            """;

    private final Database database;
    private final Duration age;
    private final int growth;
    private final InstantSource clock;

    /**
     * @param age of an unresolved letter that is too old
     * @param growth more letters of a group in an hour are too many
     */
    public LetterAlerts(Database database, Duration age, int growth, InstantSource clock) {
        this.database = database;
        this.age = age;
        this.growth = growth;
        this.clock = clock;
    }

    /** A signature, the age, the growth. */
    public List<Condition> conditions() {
        return List.of(
                condition("dead-letters", this::groups),
                condition("dead-letter-age", this::oldest),
                condition("dead-letter-growth", this::grown));
    }

    private List<Condition.Standing> groups() {
        return ask(
                GROUPS,
                row -> new Condition.Standing(
                        dataClass(row),
                        "group " + row.getLong(2),
                        row.getLong(7) + " unresolved of " + signature(row) + ", the first at "
                                + row.getTimestamp(6).toInstant() + ". See: caravan deadletter list --group "
                                + row.getLong(2)));
    }

    private List<Condition.Standing> oldest() {
        Instant before = clock.instant().minus(age);
        return ask(
                OLDEST,
                row -> new Condition.Standing(
                        dataClass(row),
                        "",
                        "The oldest unresolved dead letter is of "
                                + row.getTimestamp(2).toInstant().truncatedTo(ChronoUnit.SECONDS)
                                + ". Replay it, or end it with a reason."),
                Timestamp.from(before));
    }

    private List<Condition.Standing> grown() {
        // An alert that ends with the full hour would tell nobody anything: the hour before counts, too.
        Instant since = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
        List<Condition.Standing> grown = ask(
                GROWN,
                row -> new Condition.Standing(
                        dataClass(row),
                        "group " + row.getLong(2),
                        row.getLong(7) + " of " + signature(row) + " in the hour from "
                                + row.getTimestamp(6).toInstant() + "; more than " + growth + " are too many."),
                Timestamp.from(since),
                growth);
        List<Condition.Standing> latest = new ArrayList<>();
        for (Condition.Standing one : grown) {
            latest.removeIf(earlier -> earlier.subject().equals(one.subject()));
            latest.add(one);
        }
        return latest;
    }

    private static String signature(ResultSet row) throws SQLException {
        return row.getString(4) + " at " + row.getString(5) + " from " + row.getString(3);
    }

    private static Optional<DataClass> dataClass(ResultSet row) throws SQLException {
        return Optional.of(DataClass.values()[row.getInt(1)]);
    }

    private List<Condition.Standing> ask(String sql, Shown shown, Object... parameters) {
        return database.inTransaction(connection -> {
            List<Condition.Standing> standing = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        standing.add(shown.of(rows));
                    }
                }
            }
            return standing;
        });
    }

    private static Condition condition(String kind, Asked asked) {
        return new Condition() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public List<Standing> standing() {
                return asked.now();
            }
        };
    }

    private interface Asked {
        List<Condition.Standing> now();
    }

    private interface Shown {
        Condition.Standing of(ResultSet row) throws SQLException;
    }
}
