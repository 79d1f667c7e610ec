package io.caravan.journal;

import io.caravan.crypto.KeyedHash;
import io.caravan.sql.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fragments in the table {@code fragment}. A pointer is the sender's, and may be used again once its message is complete: a
 * fragment belongs to the last one before it that announced its pointer.
 */
public final class PostgresFragments implements Fragments {
    private static final int MOST_FRAGMENTS = 1_000;
    private static final int HASH_BYTES = 16;

    private static final String PUT = """
            insert into fragment (journal_id, pointer, next)
            values (?, ?, ?)
            on conflict (journal_id) do nothing
            """;

    private static final String BEFORE = """
            select journal_id, pointer, next
            from fragment
            where next = ?
              and journal_id < ?
            order by journal_id desc
            limit 1
            """;

    private static final String AFTER = """
            select journal_id, pointer, next
            from fragment
            where pointer = ?
              and journal_id > ?
            order by journal_id
            limit 1
            """;

    private final Database database;
    private final KeyedHash hash;

    public PostgresFragments(Database database, KeyedHash hash) {
        this.database = database;
        this.hash = hash;
    }

    @Override
    public Chain put(Fragment fragment) {
        Row row = new Row(fragment.journalId(), key(fragment, fragment.pointer()), key(fragment, fragment.next()));
        return database.inTransaction(connection -> {
            insert(connection, row);
            return chain(connection, row);
        });
    }

    private byte @Nullable [] key(Fragment fragment, String pointer) {
        if (pointer.isEmpty()) {
            return null;
        }
        byte[] named = (fragment.sender() + '|' + pointer).getBytes(StandardCharsets.UTF_8);
        String domain = "fragment/" + fragment.dataClass().label();
        return Arrays.copyOf(hash.hash(domain, named), HASH_BYTES);
    }

    private static void insert(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setLong(1, row.journalId);
            statement.setBytes(2, row.pointer);
            statement.setBytes(3, row.next);
            statement.executeUpdate();
        }
    }

    private static Chain chain(Connection connection, Row row) throws SQLException {
        Row first = row;
        for (int i = 0; i < MOST_FRAGMENTS && first.pointer != null; i++) {
            Optional<Row> before = find(connection, BEFORE, first.pointer, first.journalId);
            if (before.isEmpty()) {
                break;
            }
            first = before.get();
        }
        List<Long> ids = new ArrayList<>();
        Row last = first;
        ids.add(last.journalId);
        while (last.next != null && ids.size() < MOST_FRAGMENTS) {
            Optional<Row> after = after(connection, last, last.next);
            if (after.isEmpty()) {
                break;
            }
            last = after.get();
            ids.add(last.journalId);
        }
        boolean begun = first.pointer == null;
        return new Chain(ids, begun, begun && last.next == null);
    }

    /** The next fragment, unless the same pointer was announced once more in between: then it is of another message. */
    private static Optional<Row> after(Connection connection, Row last, byte[] next) throws SQLException {
        Optional<Row> found = find(connection, AFTER, next, last.journalId);
        if (found.isEmpty()) {
            return found;
        }
        return find(connection, BEFORE, next, found.get().journalId)
                .filter(before -> before.journalId == last.journalId)
                .flatMap(same -> found);
    }

    private static Optional<Row> find(Connection connection, String sql, byte[] key, long journalId)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, key);
            statement.setLong(2, journalId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Row(rows.getLong(1), rows.getBytes(2), rows.getBytes(3)))
                        : Optional.empty();
            }
        }
    }

    /** A fragment by its keyed hashes. */
    private static final class Row {
        private final long journalId;
        private final byte @Nullable [] pointer;
        private final byte @Nullable [] next;

        Row(long journalId, byte @Nullable [] pointer, byte @Nullable [] next) {
            this.journalId = journalId;
            this.pointer = pointer;
            this.next = next;
        }
    }
}
