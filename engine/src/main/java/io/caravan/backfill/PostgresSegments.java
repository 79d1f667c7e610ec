package io.caravan.backfill;

import io.caravan.crypto.Sealer;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.ledger.SegmentCompletion;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table {@code segment}: which ranges of a run were read, and which are done. Safe for threads. */
public final class PostgresSegments implements SegmentCompletion {
    private static final String ADD = """
            insert into segment (run_id, ordinal, from_key, to_key, row_count, digest, lease_until)
            values (?, ?, ?, ?, ?, ?, now() + interval '15 minutes')
            on conflict (run_id, ordinal) do update
            set from_key = excluded.from_key, to_key = excluded.to_key, row_count = excluded.row_count,
                digest = excluded.digest, attempts = segment.attempts + 1, lease_until = excluded.lease_until
            where not segment.done
            returning id
            """;
    private static final String TAKE_AGAIN = """
            update segment
            set row_count = ?, digest = ?, attempts = attempts + 1, lease_until = now() + interval '15 minutes'
            where id = ?
              and not done
            """;
    private static final String COMPLETE = """
            update segment
            set done = true, applied = ?, superseded = ?, merged = ?, excluded = ?, dead_lettered = ?, finished_at = now()
            where id = ?
              and not done
            """;
    private static final String OPEN = """
            select id, ordinal, from_key, to_key
            from segment
            where run_id = ?
              and not done
            order by ordinal
            """;
    private static final String GREATEST = """
            select id, ordinal, from_key, to_key
            from segment
            where run_id = ?
            order by ordinal desc
            limit 1
            """;
    private static final String IS_DONE = """
            select done
            from segment
            where id = ?
            """;
    private final Database database;
    private final Sealer sealer;

    public PostgresSegments(Database database, Sealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /** A range that was read in some run. */
    record Segment(long id, int ordinal, Optional<SegmentKey> from, SegmentKey to) {}

    @Override
    public void complete(Connection connection, long segmentId, PageOutcome outcome) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
            statement.setInt(1, outcome.applied());
            statement.setInt(2, outcome.superseded());
            statement.setInt(3, outcome.merged());
            statement.setInt(4, outcome.excluded());
            statement.setInt(5, outcome.deadLettered());
            statement.setLong(6, segmentId);
            if (statement.executeUpdate() != 1) {
                throw new SQLException("Segment " + segmentId + " is not under way; it was completed before");
            }
        }
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
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** What a range held when it was read. */
    record Content(int rows, byte[] digest) {}

    void takeAgain(long segmentId, Content content) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE_AGAIN)) {
                statement.setInt(1, content.rows());
                statement.setBytes(2, content.digest());
                statement.setLong(3, segmentId);
                return statement.executeUpdate();
            }
        });
    }

    /** Completes a range whose rows have all gone since it was first read. */
    void completeEmpty(long segmentId) {
        database.inTransaction(connection -> {
            complete(connection, segmentId, new PageOutcome(0, 0, 0, 0, 0));
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
