package io.caravan.journal;

import io.caravan.crypto.Sealer;
import io.caravan.crypto.Sealer.Place;
import io.caravan.crypto.Sealer.SealBroken;
import io.caravan.journal.JournalFeed.OpenPage;
import io.caravan.message.DataClass;
import io.caravan.sql.Planner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads entries and opens them. An edited dead letter's newest payload stands in for the original. */
final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private static final String NEWEST = """
            select coalesce(max(id), 0)
            from journal
            """;

    private static final String OPEN = """
            select entry.id, entry.data_class, coalesce(dead_letter.as_source, entry.source), entry.patient_hash,
                entry.received_at, entry.content_hash, entry.sealed, edit.letter_id, edit.version, edit.sealed
            from (
                select journal.*, sum(octet_length(sealed)) over (order by id) - octet_length(sealed) as bytes_before
                from journal
                where data_class = ?
                  and id > ?
                  and not exists (
                      select from outcome
                      where outcome.journal_id = journal.id and outcome.journal_id > ? and outcome.delivered)
                order by id
                limit ?) as entry
            left join dead_letter on dead_letter.journal_id = entry.id
            left join dead_letter_edit as edit on edit.letter_id = dead_letter.id and edit.version = dead_letter.version
            where entry.bytes_before < ?
            order by entry.id
            """;

    private static final String LOAD = """
            select entry.id, entry.data_class, coalesce(dead_letter.as_source, entry.source), entry.patient_hash,
                entry.received_at, entry.content_hash, entry.sealed, edit.letter_id, edit.version, edit.sealed
            from journal as entry
            left join dead_letter on dead_letter.journal_id = entry.id
            left join dead_letter_edit as edit on edit.letter_id = dead_letter.id and edit.version = dead_letter.version
            where entry.id = any(?)
              and not exists (
                  select from outcome
                  where outcome.journal_id = entry.id and outcome.delivered)
            order by entry.id
            """;

    private static final String FIND = """
            select id, data_class, source, patient_hash, received_at, content_hash, sealed, null, null, null
            from journal
            where id = ?
            """;

    private static final String RETURNING = """
            select journal_id
            from dead_letter
            where state = 2
              and data_class = ?
              and journal_id <= ?
            union
            select journal_id
            from outcome
            where not delivered
              and (select data_class from journal where id = journal_id) = ?
              and journal_id <= ?
              and not exists (select from retry_entry where retry_entry.journal_id = outcome.journal_id)
            order by 1
            """;

    private final Sealer sealer;

    JournalReader(Sealer sealer) {
        this.sealer = sealer;
    }

    OpenPage listOpen(Connection connection, DataClass dataClass, long afterId, int limit, long maxBytes)
            throws SQLException {
        Planner.walkIndexes(connection);
        long newest = newest(connection); // before the page: what is committed between may be in the page, never lost
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setLong(2, afterId);
            statement.setLong(3, afterId);
            statement.setInt(4, limit);
            statement.setLong(5, maxBytes);
            OpenPage page = read(statement);
            long bytes =
                    page.entries().stream().mapToLong(e -> e.payload().length).sum();
            boolean full = page.entries().size() + page.broken().size() >= limit || bytes >= maxBytes / 2;
            return new OpenPage(
                    page.entries(), page.broken(), full, full ? page.coveredTo() : Math.max(newest, page.coveredTo()));
        }
    }

    OpenPage load(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOAD)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            return read(statement);
        }
    }

    Optional<JournalEntry> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(entry(rows)) : Optional.empty();
            }
        }
    }

    List<Long> listReturning(Connection connection, DataClass dataClass, long upToId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RETURNING)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setLong(2, upToId);
            statement.setInt(3, dataClass.ordinal());
            statement.setLong(4, upToId);
            List<Long> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
            return ids;
        }
    }

    private static long newest(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private OpenPage read(PreparedStatement statement) throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        List<Long> broken = new ArrayList<>();
        long last = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                last = rows.getLong(1);
                try {
                    entries.add(entry(rows));
                } catch (SealBroken e) {
                    broken.add(last);
                    LOG.error("Journal entry {} stays in flight: {}", last, e.getMessage());
                }
            }
        }
        return new OpenPage(entries, broken, false, last);
    }

    private JournalEntry entry(ResultSet row) throws SQLException {
        DataClass dataClass = DataClass.values()[row.getInt(2)];
        long letterId = row.getLong(8);
        byte[] payload = letterId == 0
                ? sealer.open(row.getBytes(7), Preparation.place(dataClass, row.getBytes(6)))
                : sealer.open(row.getBytes(10), editPlace(dataClass, letterId, row.getInt(9)));
        return new JournalEntry(
                row.getLong(1), dataClass, row.getString(3), row.getLong(4), payload, micros(row.getTimestamp(5)));
    }

    private static Place editPlace(DataClass dataClass, long letterId, int version) {
        return new Place("deadletter/1", dataClass.label(), Long.toString(letterId), version);
    }

    private static long micros(Timestamp at) {
        Instant instant = at.toInstant();
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
