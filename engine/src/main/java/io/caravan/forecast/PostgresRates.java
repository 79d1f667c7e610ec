package io.caravan.forecast;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tables {@code rate_hour} and {@code rate_mark}: how fast bulk work went, hour by hour. Safe for threads. */
final class PostgresRates {
    /** Of each work, so far back from its newest hour; what is older says little about its pace. */
    private static final Duration LOOK_BACK = Duration.ofDays(60);

    private static final int NO_LIMIT = -1;

    private static final String ADD = """
            insert into rate_hour (phase, data_class, source, hour, per_second, at_once, records, open_seconds, busy_seconds)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (phase, data_class, source, hour, per_second, at_once) do update
            set records = rate_hour.records + excluded.records,
                open_seconds = rate_hour.open_seconds + excluded.open_seconds,
                busy_seconds = rate_hour.busy_seconds + excluded.busy_seconds
            """;

    private static final String MARK = """
            insert into rate_mark (phase, data_class, source, at, run, records, state, idle_seconds)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (phase, data_class, source) do update
            set at = excluded.at, run = excluded.run, records = excluded.records, state = excluded.state,
                idle_seconds = excluded.idle_seconds
            """;

    private static final String MARKS = """
            select phase, data_class, source, at, run, records, state, idle_seconds
            from rate_mark
            """;

    private static final String SAMPLES = """
            select rate.phase, rate.data_class, rate.source, rate.hour, rate.per_second, rate.at_once, rate.records,
                rate.open_seconds, rate.busy_seconds
            from rate_mark as mark
            cross join lateral (
                select max(hour.hour) as hour
                from rate_hour as hour
                where hour.phase = mark.phase
                  and hour.data_class = mark.data_class
                  and hour.source = mark.source) as newest
            join rate_hour as rate
                on rate.phase = mark.phase
                and rate.data_class = mark.data_class
                and rate.source = mark.source
                and rate.hour > newest.hour - make_interval(secs => ?)
            """;

    private final Database database;

    PostgresRates(Database database) {
        this.database = database;
    }

    /** Adds what was measured and moves the marks, both or neither. */
    void add(Meter.Measured measured) {
        database.inTransaction(connection -> {
            addHours(connection, measured.additions());
            mark(connection, measured.marks());
            return measured;
        });
    }

    Map<BulkWork, Meter.Mark> marks() {
        return database.inTransaction(connection -> {
            Map<BulkWork, Meter.Mark> marks = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(MARKS);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Meter.Mark mark = new Meter.Mark(
                            instant(rows, "at"),
                            rows.getLong("run"),
                            rows.getLong("records"),
                            Workload.State.values()[rows.getInt("state")],
                            rows.getDouble("idle_seconds"));
                    marks.put(work(rows), mark);
                }
            }
            return marks;
        });
    }

    Map<BulkWork, List<RateSample>> samples() {
        return database.inTransaction(connection -> {
            Map<BulkWork, List<RateSample>> samples = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(SAMPLES)) {
                statement.setDouble(1, LOOK_BACK.toSeconds());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        samples.computeIfAbsent(work(rows), none -> new ArrayList<>())
                                .add(sample(rows));
                    }
                }
            }
            return samples;
        });
    }

    private static void addHours(Connection connection, List<Meter.Addition> additions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            for (Meter.Addition addition : additions) {
                RateSample sample = addition.sample();
                name(statement, addition.work());
                statement.setObject(4, sample.hour().atOffset(ZoneOffset.UTC));
                statement.setInt(5, sample.limit().perSecond().orElse(NO_LIMIT));
                statement.setInt(6, sample.limit().atOnce().orElse(NO_LIMIT));
                statement.setLong(7, sample.records());
                statement.setDouble(8, sample.openSeconds());
                statement.setDouble(9, sample.busySeconds());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void mark(Connection connection, Map<BulkWork, Meter.Mark> marks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            for (Map.Entry<BulkWork, Meter.Mark> entry : marks.entrySet()) {
                Meter.Mark mark = entry.getValue();
                name(statement, entry.getKey());
                statement.setObject(4, mark.at().atOffset(ZoneOffset.UTC));
                statement.setLong(5, mark.run());
                statement.setLong(6, mark.records());
                statement.setInt(7, mark.state().ordinal());
                statement.setDouble(8, mark.idleSeconds());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void name(PreparedStatement statement, BulkWork work) throws SQLException {
        statement.setInt(1, work.phase().ordinal());
        statement.setInt(2, work.dataClass().ordinal());
        statement.setString(3, work.source());
    }

    private static BulkWork work(ResultSet rows) throws SQLException {
        return new BulkWork(
                Phase.values()[rows.getInt("phase")],
                DataClass.values()[rows.getInt("data_class")],
                rows.getString("source"));
    }

    private static RateSample sample(ResultSet rows) throws SQLException {
        Limit limit = new Limit(limit(rows.getInt("per_second")), limit(rows.getInt("at_once")));
        return new RateSample(
                instant(rows, "hour"),
                limit,
                rows.getLong("records"),
                rows.getDouble("open_seconds"),
                rows.getDouble("busy_seconds"));
    }

    private static OptionalInt limit(int stored) {
        return stored == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(stored);
    }

    private static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
