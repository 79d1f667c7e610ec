package io.caravan.audit;

import io.caravan.audit.HeadFile.Head;
import io.caravan.sql.Database;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The trail in the table {@code audit}. Records are added one after another, also by several Caravans on one database. */
public final class PostgresAuditLog implements AuditLog {
    /** Held while a record is added: any number that nobody else on this database uses. */
    private static final long LOCK = 0x6361726176616eL;

    private static final int MAX_PAGE = 1000;
    private static final String TAKE_TURN = """
            select pg_advisory_xact_lock(?)
            """;
    private static final String HEAD = """
            select sequence, hash
            from audit_head
            """;
    private static final String ADD = """
            insert into audit (sequence, at, actor, action, subject, detail, hash)
            select sequence, ?, actor, action, subject, detail, hash
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[])
                as added (sequence, actor, action, subject, detail, hash)
            order by sequence
            """;
    private static final String MOVE_HEAD = """
            update audit_head
            set sequence = ?, hash = ?
            """;
    private static final String BEFORE = """
            select sequence, at, actor, action, subject, detail, hash
            from audit
            where sequence < ?
            order by sequence desc
            limit ?
            """;
    private static final String AFTER = """
            select sequence, at, actor, action, subject, detail, hash
            from audit
            where sequence > ?
            order by sequence
            limit ?
            """;
    private final Database database;
    private final InstantSource clock;
    private final HeadFile headFile;

    /** @param headFile keeps the end of the chain outside the database; its folder exists */
    public PostgresAuditLog(Database database, InstantSource clock, Path headFile) {
        this.database = database;
        this.clock = clock;
        this.headFile = new HeadFile(headFile);
    }

    @Override
    public void record(String actor, String action, String subject, String detail) {
        List<Event> events = List.of(new Event(actor, action, subject, detail));
        headFile.write(database.inTransaction(connection -> add(connection, events)));
    }

    @Override
    public Committed record(Connection connection, List<Event> events) throws SQLException {
        if (events.isEmpty()) {
            return () -> {};
        }
        Head head = add(connection, events);
        return () -> headFile.write(head);
    }

    @Override
    public List<AuditRecord> list(long beforeSequence, int limit) {
        long before = beforeSequence <= 0 ? Long.MAX_VALUE : beforeSequence;
        return database.inTransaction(connection -> records(connection, BEFORE, before, Math.min(limit, MAX_PAGE)));
    }

    @Override
    public Verification verify() {
        Optional<Head> outside = headFile.read();
        return database.inSnapshot(connection -> verify(connection, outside));
    }

    private Head add(Connection connection, List<Event> events) throws SQLException {
        try (PreparedStatement turn = connection.prepareStatement(TAKE_TURN)) {
            turn.setLong(1, LOCK);
            turn.execute();
        }
        Head last = head(connection);
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Long[] sequences = new Long[events.size()];
        byte[][] hashes = new byte[events.size()][];
        for (int i = 0; i < hashes.length; i++) {
            Event event = events.get(i);
            HashChain.Link link = new HashChain.Link(
                    last.sequence() + 1, at, event.actor(), event.action(), event.subject(), event.detail());
            last = new Head(link.sequence(), HashChain.next(last.hash(), link));
            sequences[i] = last.sequence();
            hashes[i] = last.hash();
        }
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setObject(1, at.atOffset(ZoneOffset.UTC));
            insert.setArray(2, connection.createArrayOf("bigint", sequences));
            insert.setArray(3, texts(connection, events, Event::actor));
            insert.setArray(4, texts(connection, events, Event::action));
            insert.setArray(5, texts(connection, events, Event::subject));
            insert.setArray(6, texts(connection, events, Event::detail));
            insert.setArray(7, connection.createArrayOf("bytea", hashes));
            insert.executeUpdate();
        }
        try (PreparedStatement move = connection.prepareStatement(MOVE_HEAD)) {
            move.setLong(1, last.sequence());
            move.setBytes(2, last.hash());
            move.executeUpdate();
        }
        return last;
    }

    private static Array texts(Connection connection, List<Event> events, Function<Event, String> field)
            throws SQLException {
        return connection.createArrayOf("text", events.stream().map(field).toArray());
    }

    private static Head head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HEAD)) {
            if (!rows.next()) {
                throw new SQLException(
                        "the table audit_head is empty; somebody has removed the end of the audit trail");
            }
            return new Head(rows.getLong(1), rows.getBytes(2));
        }
    }

    private static Verification verify(Connection connection, Optional<Head> outside) throws SQLException {
        Head head = head(connection);
        byte[] previous = HashChain.BEGINNING;
        long sequence = 0;
        List<AuditRecord> page = records(connection, AFTER, sequence, MAX_PAGE);
        while (!page.isEmpty()) {
            for (AuditRecord record : page) {
                byte[] hash = HashChain.next(previous, link(record));
                boolean follows = record.sequence() == sequence + 1
                        && record.hash().equals(HexFormat.of().formatHex(hash));
                if (!follows || contradicts(outside, record.sequence(), hash)) {
                    return new Verification(sequence, sequence + 1);
                }
                previous = hash;
                sequence = record.sequence();
            }
            page = records(connection, AFTER, sequence, MAX_PAGE);
        }
        boolean ends = head.sequence() == sequence && Arrays.equals(head.hash(), previous);
        boolean reachesOutside = outside.map(Head::sequence).orElse(0L) <= sequence;
        return new Verification(sequence, ends && reachesOutside ? 0 : sequence + 1);
    }

    private static boolean contradicts(Optional<Head> outside, long sequence, byte[] hash) {
        return outside.isPresent()
                && outside.get().sequence() == sequence
                && !Arrays.equals(outside.get().hash(), hash);
    }

    private static HashChain.Link link(AuditRecord record) {
        return new HashChain.Link(
                record.sequence(), record.at(), record.actor(), record.action(), record.subject(), record.detail());
    }

    private static List<AuditRecord> records(Connection connection, String sql, long bound, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, bound);
            statement.setInt(2, limit);
            List<AuditRecord> records = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    records.add(new AuditRecord(
                            rows.getLong("sequence"),
                            rows.getObject("at", OffsetDateTime.class).toInstant(),
                            rows.getString("actor"),
                            rows.getString("action"),
                            rows.getString("subject"),
                            rows.getString("detail"),
                            HexFormat.of().formatHex(rows.getBytes("hash"))));
                }
            }
            return records;
        }
    }
}
