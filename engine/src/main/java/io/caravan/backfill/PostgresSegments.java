package io.caravan.backfill;

import io.caravan.balance.RowKeys;
import io.caravan.crypto.Sealer;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.ledger.Page;
import io.caravan.ledger.SegmentCompletion;
import io.caravan.map.Row;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The table {@code segment}: which ranges of a run were read, and which are done. Safe for threads. */
public final class PostgresSegments implements SegmentCompletion {
    private static final String ADD = """
            insert into segment (run_id, ordinal, from_key, to_key, row_count, digest, low_at, high_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (run_id, ordinal) do update
            set from_key = excluded.from_key, to_key = excluded.to_key, row_count = excluded.row_count,
                digest = excluded.digest, attempts = segment.attempts + 1, low_at = excluded.low_at,
                high_at = excluded.high_at
            where not segment.done
            returning id
            """;
    private static final String TAKE_AGAIN = """
            update segment
            set row_count = ?, digest = ?, attempts = attempts + 1, low_at = ?, high_at = ?
            where id = ?
              and not done
            """;
    private static final String POSTPONE = """
            update segment
            set due = ?, code = ?, attempts = attempts + 1
            where id = ?
              and not done
            """;
    private static final String COMPLETE = """
            update segment
            set done = true, applied = ?, superseded = ?, merged = ?, excluded = ?, dead_lettered = ?, finished_at = now(),
                row_count = case when ? then row_count else 0 end, trace = coalesce(trace, ?), due = null, code = ''
            where id = ?
              and not done
            """;
    private static final String USUAL_SECONDS = """
            select percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at))
            from (
                select started_at, finished_at
                from segment
                where done
                order by id desc
                limit 200) as last
            """;
    private static final String OPEN = """
            select id, ordinal, from_key, to_key
            from segment
            where run_id = ?
              and not done
              and ordinal > 0
            order by ordinal
            """;
    private static final String GREATEST = """
            select id, ordinal, from_key, to_key
            from segment
            where run_id = ?
            order by ordinal desc
            limit 1
            """;
    private static final String REPLAYED = """
            insert into replayed_row (data_class, source, run_id, trace)
            select ?, ?, coalesce(max(id), 0), ?
            from backfill_run
            where data_class = ?
              and source = ?
            """;
    private static final String TOTALS = """
            select coalesce(sum(row_count), 0), count(*)
            from segment
            where run_id = ?
              and done
              and ordinal > 0
            """;
    private static final String ROWS_UP_TO = """
            select coalesce(sum(row_count), 0)
            from segment
            where run_id = ?
              and ordinal between 1 and ?
            """;
    private static final String IS_DONE = """
            select done
            from segment
            where id = ?
            """;
    private static final PageOutcome NOTHING = new PageOutcome(0, 0, 0, 0, 0);
    private final Database database;
    private final Sealer sealer;

    private final Traces traces;

    public PostgresSegments(Database database, Sealer sealer, RowKeys rowKeys) {
        this.database = database;
        this.sealer = sealer;
        this.traces = new Traces(rowKeys);
    }

    /** A range that was read in some run. */
    record Segment(long id, int ordinal, Optional<SegmentKey> from, SegmentKey to) {}

    /** How far a run is. */
    record Totals(long rows, long segments) {}

    @Override
    public void complete(Connection connection, long segmentId, PageOutcome outcome) throws SQLException {
        complete(connection, segmentId, outcome, true, null);
    }

    /** With the trace of its rows; replayed rows leave theirs without a segment. */
    @Override
    public void complete(Connection connection, Page page, PageOutcome outcome) throws SQLException {
        byte[] trace = traces.of(page);
        if (page.segmentId() != Page.NO_SEGMENT) {
            complete(connection, page.segmentId(), outcome, true, trace);
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(REPLAYED)) {
            statement.setInt(1, page.dataClass().ordinal());
            statement.setString(2, page.source());
            statement.setBytes(3, trace);
            statement.setInt(4, page.dataClass().ordinal());
            statement.setString(5, page.source());
            statement.executeUpdate();
        }
    }

    /** Marks a page of keys as read. */
    void completeKeys(LegacySelect select, long segmentId, List<Row> keys) {
        byte[] hashes = traces.ofKeys(select, keys);
        database.inTransaction(connection -> {
            complete(connection, segmentId, NOTHING, true, hashes);
            return segmentId;
        });
    }

    private static void complete(
            Connection connection, long segmentId, PageOutcome outcome, boolean hasRows, byte @Nullable [] trace)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
            statement.setInt(1, outcome.applied());
            statement.setInt(2, outcome.superseded());
            statement.setInt(3, outcome.merged());
            statement.setInt(4, outcome.excluded());
            statement.setInt(5, outcome.deadLettered());
            statement.setBoolean(6, hasRows);
            statement.setBytes(7, trace);
            statement.setLong(8, segmentId);
            if (statement.executeUpdate() != 1) {
                throw new SQLException("Segment " + segmentId + " is not under way; it was completed before");
            }
        }
    }

    Totals totals(long runId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TOTALS)) {
                statement.setLong(1, runId);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return new Totals(rows.getLong(1), rows.getLong(2));
                }
            }
        });
    }

    /** How long a segment takes from its reading to its end, as the median of the last ones; empty where none is done. */
    Optional<Duration> usualTime() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(USUAL_SECONDS);
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                double seconds = rows.getDouble(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) (seconds * 1000)));
            }
        });
    }

    /** How many rows the ranges up to one hold, done or not. */
    long rowsUpTo(long runId, int ordinal) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ROWS_UP_TO)) {
                statement.setLong(1, runId);
                statement.setInt(2, ordinal);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
    }

    /**
     * A conflict is an attempt of our own whose answer was lost, for one thread gives the ordinals of a run.
     *
     * @return empty when that range is done already: another process goes on with the run
     */
    OptionalLong add(long runId, int ordinal, Optional<SegmentKey> from, SegmentKey to, Content content) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setLong(1, runId);
                statement.setInt(2, ordinal);
                byte[] sealedFrom =
                        from.isEmpty() ? null : sealer.seal(from.get().bytes(), place(runId, ordinal, "from"));
                statement.setBytes(3, sealedFrom);
                statement.setBytes(4, sealer.seal(to.bytes(), place(runId, ordinal, "to")));
                statement.setInt(5, content.rows());
                statement.setBytes(6, content.digest());
                statement.setObject(7, at(content.window().lowMicros()));
                statement.setObject(8, at(content.window().highMicros()));
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** What a range held when it was read, and when that was by the old database's clock. */
    record Content(int rows, byte[] digest, LegacyReader.Window window) {}

    private static OffsetDateTime at(long micros) {
        return LegacyTime.instantOf(micros).atOffset(ZoneOffset.UTC);
    }

    void takeAgain(long segmentId, Content content) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE_AGAIN)) {
                statement.setInt(1, content.rows());
                statement.setBytes(2, content.digest());
                statement.setObject(3, at(content.window().lowMicros()));
                statement.setObject(4, at(content.window().highMicros()));
                statement.setLong(5, segmentId);
                return statement.executeUpdate();
            }
        });
    }

    /** The page waits. @param code why */
    void postpone(long segmentId, Instant due, String code) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(POSTPONE)) {
                statement.setTimestamp(1, Timestamp.from(due));
                statement.setString(2, code);
                statement.setLong(3, segmentId);
                return statement.executeUpdate();
            }
        });
    }

    /** Completes a range whose rows have all gone since it was first read. */
    void completeEmpty(long segmentId) {
        database.inTransaction(connection -> {
            complete(connection, segmentId, NOTHING, false, null);
            return segmentId;
        });
    }

    boolean isDone(long segmentId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(IS_DONE)) {
                statement.setLong(1, segmentId);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            }
        });
    }

    List<Segment> listOpen(long runId) {
        return list(OPEN, runId);
    }

    Optional<Segment> findGreatest(long runId) {
        return list(GREATEST, runId).stream().findFirst();
    }

    private List<Segment> list(String sql, long runId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, runId);
                List<Segment> segments = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        segments.add(segment(runId, rows));
                    }
                }
                return segments;
            }
        });
    }

    private Segment segment(long runId, ResultSet rows) throws SQLException {
        int ordinal = rows.getInt("ordinal");
        Optional<SegmentKey> from = Optional.ofNullable(rows.getBytes("from_key"))
                .map(bytes -> SegmentKey.of(sealer.open(bytes, place(runId, ordinal, "from"))));
        SegmentKey to = SegmentKey.of(sealer.open(rows.getBytes("to_key"), place(runId, ordinal, "to")));
        return new Segment(rows.getLong("id"), ordinal, from, to);
    }

    private static Sealer.Place place(long runId, int ordinal, String bound) {
        return new Sealer.Place("segment-key/1", bound, runId + "/" + ordinal, 0);
    }
}
