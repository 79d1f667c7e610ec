package io.caravan.backfill;

import io.caravan.backfill.Backfill.SourceStatus;
import io.caravan.backfill.Backfill.State;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code backfill_run}: the present run of each class and legacy database. Safe for threads. */
final class PostgresRuns {
    private static final String BEGIN = """
            insert into backfill_run (data_class, source, state, plan_digest)
            values (?, ?, ?, ?)
            """;
    private static final String LATEST = """
            select id, state, reason, plan_digest, started_at, finished_at
            from backfill_run
            where data_class = ?
              and source = ?
            order by id desc
            limit 1
            """;
    private static final String SET_STATE = """
            update backfill_run
            set state = ?, reason = ?, finished_at = case when ? then now() end
            where id = ?
              and state = any (?)
            """;
    private static final String TOTALS = """
            select coalesce(sum(applied + superseded + merged + excluded + dead_lettered), 0), count(*)
            from segment
            where run_id = ?
              and done
            """;
    private final Database database;

    PostgresRuns(Database database) {
        this.database = database;
    }

    /** The present or latest run of a class and database. */
    record Run(
            long id,
            State state,
            String reason,
            byte[] planDigest,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    void begin(DataClass dataClass, String source, byte[] planDigest) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setString(2, source);
                statement.setInt(3, State.RUNNING.ordinal());
                statement.setBytes(4, planDigest);
                return statement.executeUpdate();
            }
        });
    }

    Optional<Run> find(DataClass dataClass, String source) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LATEST)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setString(2, source);
                try (ResultSet rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        return Optional.empty();
                    }
                    return Optional.of(new Run(
                            rows.getLong("id"),
                            State.values()[rows.getInt("state")],
                            rows.getString("reason"),
                            rows.getBytes("plan_digest"),
                            instant(rows.getObject("started_at", OffsetDateTime.class)),
                            instant(rows.getObject("finished_at", OffsetDateTime.class))));
                }
            }
        });
    }

    /** As somebody orders it. */
    void order(long runId, State state, String reason) {
        set(runId, state, reason, EnumSet.allOf(State.class));
    }

    /** As the run itself finds it; without effect once the run is paused or over: what was ordered stands. */
    void report(long runId, State state, String reason) {
        set(runId, state, reason, EnumSet.of(State.RUNNING, State.WAITING));
    }

    private void set(long runId, State state, String reason, Set<State> from) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SET_STATE)) {
                statement.setInt(1, state.ordinal());
                statement.setString(2, reason);
                statement.setBoolean(3, state == State.DONE || state == State.FAILED);
                statement.setLong(4, runId);
                Object[] ordinals = from.stream().map(State::ordinal).toArray();
                statement.setArray(5, connection.createArrayOf("smallint", ordinals));
                return statement.executeUpdate();
            }
        });
    }

    SourceStatus status(DataClass dataClass, String source) {
        return find(dataClass, source)
                .map(run -> status(source, run))
                .orElse(new SourceStatus(source, State.IDLE, 0, 0, "", Optional.empty(), Optional.empty()));
    }

    private SourceStatus status(String source, Run run) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TOTALS)) {
                statement.setLong(1, run.id());
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return new SourceStatus(
                            source,
                            run.state(),
                            rows.getLong(1),
                            rows.getLong(2),
                            run.reason(),
                            run.startedAt(),
                            run.finishedAt());
                }
            }
        });
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
