package io.caravan.backfill;

import io.caravan.backfill.Traces.Trace;
import io.caravan.sql.Database;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Finds the rows that a scan did not meet any more. The database compares, and spills what memory does not hold; what is gone is
 * kept in segments of the scan with ordinals below zero.
 */
final class VanishedRows {
    private static final int BATCH = 500;
    private static final int NO_TYPE = 65_535;
    private static final List<String> TABLES = List.of(
            "create temp table present_key (hash uuid) on commit drop",
            "create temp table known_row (hash uuid, run_id bigint, type integer, resource uuid) on commit drop",
            "create temp table settled_row (hash uuid, run_id bigint) on commit drop",
            "create temp table gone_row (hash uuid, type integer, resource uuid) on commit drop");

    /** A trace is brought into memory once, not once for each of its rows. */
    private static final String UNPACKED = """
            cross join lateral (select %s.trace || ''::bytea as bytes offset 0) packed
            cross join lateral generate_series(0, octet_length(packed.bytes) / %d - 1) as place
            """;

    private static final String PRESENT = """
            insert into present_key
            select encode(substring(packed.bytes from place * 16 + 1 for 16), 'hex')::uuid
            from segment
            %s
            where segment.run_id = ?
              and segment.ordinal > 0
              and segment.done
            """.formatted(UNPACKED.formatted("segment", 16));
    private static final String ROW = """
            encode(substring(packed.bytes from place * 34 + 1 for 16), 'hex')::uuid,
            %s.run_id,
            get_byte(packed.bytes, place * 34 + 16) * 256 + get_byte(packed.bytes, place * 34 + 17),
            encode(substring(packed.bytes from place * 34 + 19 for 16), 'hex')::uuid
            """;
    private static final String KNOWN =
            """
            insert into known_row
            select %s
            from backfill_run
            join segment on segment.run_id = backfill_run.id
            %s
            where backfill_run.data_class = ?
              and backfill_run.source = ?
              and backfill_run.kind < 2
              and backfill_run.id < ?
              and segment.done
              and segment.trace is not null
            """.formatted(ROW.formatted("segment"), UNPACKED.formatted("segment", Traces.BYTES));
    private static final String REPLAYED =
            """
            insert into known_row
            select %s
            from replayed_row
            %s
            where replayed_row.data_class = ?
              and replayed_row.source = ?
              and replayed_row.run_id < ?
            """.formatted(ROW.formatted("replayed_row"), UNPACKED.formatted("replayed_row", Traces.BYTES));

    /** What an earlier scan has dealt with; one that only noted it has not, where rows that are gone become tombstones now. */
    private static final String SETTLED = """
            insert into settled_row
            select encode(substring(packed.bytes from place * 34 + 1 for 16), 'hex')::uuid, segment.run_id
            from backfill_run
            join segment on segment.run_id = backfill_run.id
            %s
            where backfill_run.data_class = ?
              and backfill_run.source = ?
              and backfill_run.kind = 2
              and segment.ordinal < 0
              and segment.done
              and segment.superseded = 0
              and (segment.digest = '\\x01' or not ?)
            """.formatted(UNPACKED.formatted("segment", Traces.BYTES));

    private static final String GONE = """
            insert into gone_row
            select distinct on (known_row.hash) known_row.hash, known_row.type, known_row.resource
            from known_row
            where not exists (select from present_key where present_key.hash = known_row.hash)
              and not exists (
                  select from settled_row
                  where settled_row.hash = known_row.hash and settled_row.run_id > known_row.run_id)
            order by known_row.hash, known_row.run_id desc
            """;

    /** Its row was given another key, or several rows are one resource. */
    private static final String STILL_THERE = """
            delete from gone_row
            where type <> %d
              and exists (
                  select from known_row
                  join present_key on present_key.hash = known_row.hash
                  where known_row.resource = gone_row.resource and known_row.type = gone_row.type)
            """.formatted(NO_TYPE);

    private static final String COUNTS = """
            select (select count(distinct hash) from known_row), (select count(*) from gone_row),
                (select count(*) from present_key)
            """;
    private static final String LIST = """
            select hash, type, resource
            from gone_row
            order by hash
            """;
    private static final String NOTE = """
            insert into finding (data_class, source, code, place, row_key, at)
            select ?, ?, ?, ?, replace(hash::text, '-', ''), ?
            from gone_row
            """;

    /** The digest says which of the two was done; only tombstones are left to do. */
    private static final String ADD = """
            insert into segment (run_id, ordinal, to_key, row_count, excluded, digest, done, trace)
            values (?, ?, '', ?, ?, ?, ?, ?)
            """;

    private static final String OPEN = """
            select id, trace
            from segment
            where run_id = ?
              and ordinal < 0
              and not done
            order by ordinal desc
            """;

    /** Of runs before the latest that has read everything; the scan has dealt with what only they knew. */
    private static final String FORGET = """
            update segment
            set trace = null
            from backfill_run
            where segment.run_id = backfill_run.id
              and segment.trace is not null
              and backfill_run.data_class = ?
              and backfill_run.source = ?
              and (
                  (backfill_run.kind = 2 and segment.ordinal > 0)
                  or (backfill_run.kind < 2 and backfill_run.id < (
                      select max(latest.id)
                      from backfill_run latest
                      where latest.data_class = backfill_run.data_class
                        and latest.source = backfill_run.source
                        and latest.kind = 0
                        and latest.state = 4)))
            """;

    private static final String CODE = "row-gone";
    private static final byte[] TOMBSTONES = {1};
    private static final byte[] FINDINGS = {};

    private final Database database;
    private final InstantSource clock;

    VanishedRows(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param known distinct rows that were ever brought and may still be there */
    record Comparison(long known, long gone, long present) {
        double percent() {
            return known == 0 ? 0 : 100.0 * gone / known;
        }
    }

    /** Rows that are gone and become tombstones in one transaction. */
    record Batch(long segmentId, List<Trace> rows) {}

    /** Which scan, of what. @param tombstones whether rows that are gone become tombstones */
    record Scan(long runId, LegacySelect select, boolean tombstones) {}

    /** What is accepted is noted and kept; else nothing is. */
    @FunctionalInterface
    interface Judge {
        boolean accepts(Comparison comparison);
    }

    Comparison compare(Scan scan, Judge judge) {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
            int dataClass = scan.select().dataClass().ordinal();
            String source = scan.select().source();
            run(connection, PRESENT, scan.runId());
            run(connection, KNOWN, dataClass, source, scan.runId());
            run(connection, REPLAYED, dataClass, source, scan.runId());
            run(connection, SETTLED, dataClass, source, scan.tombstones());
            run(connection, "analyze present_key, known_row, settled_row");
            run(connection, GONE);
            run(connection, STILL_THERE);
            Comparison comparison = counts(connection);
            if (judge.accepts(comparison)) {
                OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
                run(connection, NOTE, dataClass, source, CODE, scan.select().file(), now);
                keep(connection, scan);
                PostgresRuns.compared(connection, scan.runId());
            }
            return comparison;
        });
    }

    /** What is still to become tombstones. */
    List<Batch> listOpen(long runId) {
        return database.inTransaction(connection -> {
            List<Batch> batches = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
                statement.setLong(1, runId);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        batches.add(new Batch(rows.getLong(1), Traces.read(rows.getBytes(2))));
                    }
                }
            }
            return batches;
        });
    }

    /** Drops the traces that are not needed for the next scan. */
    void forget(LegacySelect select) {
        database.inTransaction(
                connection -> run(connection, FORGET, select.dataClass().ordinal(), select.source()));
    }

    private static int run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static Comparison counts(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNTS);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return new Comparison(rows.getLong(1), rows.getLong(2), rows.getLong(3));
        }
    }

    private static void keep(Connection connection, Scan scan) throws SQLException {
        List<Trace> batch = new ArrayList<>(BATCH);
        int ordinal = 0;
        try (PreparedStatement list = connection.prepareStatement(LIST)) {
            list.setFetchSize(BATCH);
            try (ResultSet rows = list.executeQuery()) {
                while (rows.next()) {
                    batch.add(trace(rows));
                    if (batch.size() == BATCH) {
                        add(connection, scan, --ordinal, batch);
                        batch.clear();
                    }
                }
            }
        }
        if (!batch.isEmpty()) {
            add(connection, scan, --ordinal, batch);
        }
    }

    private static Trace trace(ResultSet rows) throws SQLException {
        UUID hash = rows.getObject(1, UUID.class);
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(hash.getMostSignificantBits())
                .putLong(hash.getLeastSignificantBits())
                .array();
        int type = rows.getInt(2);
        return Traces.trace(bytes, type == NO_TYPE ? -1 : type, rows.getObject(3, UUID.class));
    }

    private static void add(Connection connection, Scan scan, int ordinal, List<Trace> batch) throws SQLException {
        boolean left = scan.tombstones();
        run(
                connection,
                ADD,
                scan.runId(),
                ordinal,
                batch.size(),
                left ? 0 : batch.size(),
                left ? TOMBSTONES : FINDINGS,
                !left,
                Traces.write(batch));
    }
}
