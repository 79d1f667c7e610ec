package io.caravan.backfill;

import io.caravan.backfill.Backfill.Kind;
import io.caravan.backfill.Backfill.State;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code backfill_run}: the present run of each class and legacy database. Safe for threads. */
final class PostgresRuns {
    private static final String BEGIN = """
            insert into backfill_run (data_class, source, state, plan_digest, kind, since_at, confirmed)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String COLUMNS = """
            select id, kind, state, reason, waits_until, plan_digest, since_at, mark_at, clock_difference_micros, confirmed, compared,
                started_at, finished_at
            from backfill_run
            where data_class = ?
              and source = ?
            """;
    private static final String LATEST = COLUMNS + """
            order by id desc
            limit 1
            """;
    /** A scan has not read the rows. */
    private static final String LATEST_READ = COLUMNS + """
              and kind < 2
              and state = 4
            order by id desc
            limit 1
            """;

    private static final String SET_STATE = """
            update backfill_run
            set state = ?, reason = ?, waits_until = ?, finished_at = case when ? then now() end
            where id = ?
              and state = any (?)
            """;
    private static final String SET_MARK = """
            update backfill_run
            set mark_at = coalesce(mark_at, ?), clock_difference_micros = ?
            where id = ?
            returning mark_at
            """;
    private static final String SET_COMPARED = """
            update backfill_run
            set compared = true
            where id = ?
            """;
    private static final String SET_CONFIRMED = """
            update backfill_run
            set confirmed = true
            where id = ?
            """;
    private final Database database;

    PostgresRuns(Database database) {
        this.database = database;
    }

    /** The present or latest run of a class and database. */
    record Run(long id, Plan plan, State state, RunSignal.Wait why, Marks marks) {}

    /** What a run was begun for. @param digest of the SELECT and its columns */
    record Plan(Kind kind, byte[] digest, Optional<Instant> since, boolean confirmed) {}

    /**
     * What a run has found.
     *
     * @param low the database's clock before the first page
     * @param compared of a scan: whether it is known what is gone
     */
    record Marks(
            Optional<Instant> low,
            long clockDifference,
            boolean compared,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    void begin(DataClass dataClass, String source, Plan plan) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setString(2, source);
                statement.setInt(3, State.RUNNING.ordinal());
                statement.setBytes(4, plan.digest());
                statement.setInt(5, plan.kind().ordinal());
                statement.setObject(
                        6,
                        plan.since()
                                .map(since -> since.atOffset(ZoneOffset.UTC))
                                .orElse(null));
                statement.setBoolean(7, plan.confirmed());
                return statement.executeUpdate();
            }
        });
    }

    Optional<Run> find(DataClass dataClass, String source) {
        return find(LATEST, dataClass, source);
    }

    /** The latest run that has read rows to its end. */
    Optional<Run> findRead(DataClass dataClass, String source) {
        return find(LATEST_READ, dataClass, source);
    }

    /** As somebody orders it. */
    void order(long runId, State state, String reason) {
        set(runId, state, new RunSignal.Wait(reason, Optional.empty()), EnumSet.allOf(State.class));
    }

    /** As the run itself finds it; without effect once the run is paused or over: what was ordered stands. */
    void report(long runId, State state, RunSignal.Wait wait) {
        set(runId, state, wait, EnumSet.of(State.RUNNING, State.WAITING));
    }

    /** Notes the database's clock before the first page. @return what was noted first */
    Instant mark(long runId, Instant low, long clockDifference) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SET_MARK)) {
                statement.setObject(1, low.atOffset(ZoneOffset.UTC));
                statement.setLong(2, clockDifference);
                statement.setLong(3, runId);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getObject(1, OffsetDateTime.class).toInstant();
                }
            }
        });
    }

    /** It is known what is gone; on the caller's transaction. */
    static void compared(Connection connection, long runId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_COMPARED)) {
            statement.setLong(1, runId);
            statement.executeUpdate();
        }
    }

    void confirm(long runId) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SET_CONFIRMED)) {
                statement.setLong(1, runId);
                return statement.executeUpdate();
            }
        });
    }

    private Optional<Run> find(String sql, DataClass dataClass, String source) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setString(2, source);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(run(rows)) : Optional.empty();
                }
            }
        });
    }

    private static Run run(ResultSet rows) throws SQLException {
        Plan plan = new Plan(
                Kind.values()[rows.getInt("kind")],
                rows.getBytes("plan_digest"),
                instant(rows, "since_at"),
                rows.getBoolean("confirmed"));
        Marks marks = new Marks(
                instant(rows, "mark_at"),
                rows.getLong("clock_difference_micros"),
                rows.getBoolean("compared"),
                instant(rows, "started_at"),
                instant(rows, "finished_at"));
        return new Run(
                rows.getLong("id"),
                plan,
                State.values()[rows.getInt("state")],
                new RunSignal.Wait(rows.getString("reason"), instant(rows, "waits_until")),
                marks);
    }

    private void set(long runId, State state, RunSignal.Wait wait, Set<State> from) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SET_STATE)) {
                statement.setInt(1, state.ordinal());
                statement.setString(2, wait.reason());
                statement.setObject(
                        3,
                        wait.until()
                                .map(until -> until.atOffset(ZoneOffset.UTC))
                                .orElse(null));
                statement.setBoolean(4, state == State.DONE || state == State.FAILED);
                statement.setLong(5, runId);
                Object[] ordinals = from.stream().map(State::ordinal).toArray();
                statement.setArray(6, connection.createArrayOf("smallint", ordinals));
                return statement.executeUpdate();
            }
        });
    }

    private static Optional<Instant> instant(ResultSet rows, String column) throws SQLException {
        @Nullable OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
