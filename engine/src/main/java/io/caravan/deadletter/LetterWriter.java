package io.caravan.deadletter;

import io.caravan.balance.RowKeys;
import io.caravan.crypto.Sealer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Opens letters in the transaction of whoever found the failure. Outcomes and counters are the caller's: the ledger, the
 * journal and {@link PostgresDeadLetters} each record theirs in the same transaction.
 *
 * <p>A letter that is replaying becomes open again, with one more attempt; one that is open already is left as it is
 * (messages), or takes the newer row (rows).
 */
public final class LetterWriter {
    private static final String OPEN_MESSAGES = """
            insert into dead_letter (data_class, source, journal_id, control_id, row_key, hl7_code, code, cause, place,
                state, first_seen, changed_at, attempts)
            select data_class, source, journal_id, control_id, '', hl7_code, code, cause, place, 0, ?, ?, 1
            from unnest(?::smallint[], ?::text[], ?::int[], ?::text[], ?::smallint[], ?::text[], ?::bigint[], ?::text[])
                as opened (data_class, source, hl7_code, code, cause, place, journal_id, control_id)
            order by journal_id
            on conflict (journal_id) where journal_id is not null do update
            set state = 0,
                hl7_code = excluded.hl7_code,
                code = excluded.code,
                cause = excluded.cause,
                place = excluded.place,
                changed_at = excluded.changed_at,
                attempts = dead_letter.attempts + 1
            where dead_letter.state = 2
            returning id, code, place
            """;

    private static final String OPEN_ROWS = """
            insert into dead_letter (data_class, source, row_key, sealed, control_id, hl7_code, code, cause, place,
                state, first_seen, changed_at, attempts)
            select data_class, source, row_key, sealed, '', hl7_code, code, cause, place, 0, ?, ?, 1
            from unnest(?::smallint[], ?::text[], ?::int[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::bytea[])
                as opened (data_class, source, hl7_code, code, cause, place, row_key, sealed)
            order by data_class, source, row_key
            on conflict (data_class, source, row_key) where journal_id is null and state in (0, 1, 2) do update
            set state = 0,
                sealed = excluded.sealed,
                version = 0,
                hl7_code = excluded.hl7_code,
                code = excluded.code,
                cause = excluded.cause,
                place = excluded.place,
                changed_at = excluded.changed_at,
                attempts = dead_letter.attempts + 1
            returning id, code, place
            """;

    private static final String FIND = """
            select id
            from dead_letter
            where journal_id = ?
            """;

    private final Sealer sealer;
    private final RowKeys rowKeys;
    private final Attempts attempts;
    private final InstantSource clock;

    public LetterWriter(Sealer sealer, RowKeys rowKeys, InstantSource clock) {
        this.sealer = sealer;
        this.rowKeys = rowKeys;
        this.attempts = new Attempts(clock);
        this.clock = clock;
    }

    /** Opens letters of journal entries: one statement, and one for their history. */
    public void open(Connection connection, List<MessageLetter> letters) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        Columns columns = new Columns(letters.size());
        Long[] journalIds = new Long[letters.size()];
        String[] controlIds = new String[letters.size()];
        for (int i = 0; i < letters.size(); i++) {
            MessageLetter letter = letters.get(i);
            columns.set(i, letter.dataClass().ordinal(), letter.source(), letter.failure());
            journalIds[i] = letter.journalId();
            controlIds[i] = letter.controlId();
        }
        try (PreparedStatement statement = connection.prepareStatement(OPEN_MESSAGES)) {
            int next = bind(statement, connection, columns);
            statement.setArray(next, connection.createArrayOf("bigint", journalIds));
            statement.setArray(next + 1, connection.createArrayOf("text", controlIds));
            insert(connection, statement);
        }
    }

    /** Opens letters of rows: one statement, and one for their history. */
    public void openRows(Connection connection, List<RowLetter> letters) throws SQLException {
        Map<String, RowLetter> byKey = new LinkedHashMap<>(); // a statement may touch a row's letter once
        for (RowLetter letter : letters) {
            byKey.put(rowKeys.of(letter.dataClass(), letter.source(), letter.rowKey()), letter);
        }
        if (byKey.isEmpty()) {
            return;
        }
        Columns columns = new Columns(byKey.size());
        String[] keys = byKey.keySet().toArray(new String[0]);
        byte[][] sealed = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            RowLetter letter = Objects.requireNonNull(byKey.get(keys[i]));
            columns.set(i, letter.dataClass().ordinal(), letter.source(), letter.failure());
            sealed[i] = sealer.seal(
                    SealedRow.bytes(letter.rowKey(), letter.rowJson()),
                    SealedRow.place(letter.dataClass(), keys[i], 0));
        }
        try (PreparedStatement statement = connection.prepareStatement(OPEN_ROWS)) {
            int next = bind(statement, connection, columns);
            statement.setArray(next, connection.createArrayOf("text", keys));
            statement.setArray(next + 1, connection.createArrayOf("bytea", sealed));
            insert(connection, statement);
        }
    }

    /** The id of an entry's letter. */
    long get(Connection connection, long journalId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, journalId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private int bind(PreparedStatement statement, Connection connection, Columns columns) throws SQLException {
        Timestamp now = Timestamp.from(clock.instant());
        statement.setTimestamp(1, now);
        statement.setTimestamp(2, now);
        statement.setArray(3, connection.createArrayOf("smallint", columns.classes));
        statement.setArray(4, connection.createArrayOf("text", columns.sources));
        statement.setArray(5, connection.createArrayOf("int", columns.hl7Codes));
        statement.setArray(6, connection.createArrayOf("text", columns.codes));
        statement.setArray(7, connection.createArrayOf("smallint", columns.causes));
        statement.setArray(8, connection.createArrayOf("text", columns.places));
        return 9;
    }

    private void insert(Connection connection, PreparedStatement statement) throws SQLException {
        Attempts.Events events = new Attempts.Events("failed");
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                events.add(rows.getLong(1), rows.getString(2), rows.getString(3), "");
            }
        }
        attempts.record(connection, events);
    }

    /** What messages and rows have in common, as arrays. */
    private static final class Columns {
        private final Short[] classes;
        private final String[] sources;
        private final Integer[] hl7Codes;
        private final String[] codes;
        private final Short[] causes;
        private final String[] places;

        Columns(int size) {
            classes = new Short[size];
            sources = new String[size];
            hl7Codes = new Integer[size];
            codes = new String[size];
            causes = new Short[size];
            places = new String[size];
        }

        void set(int i, int dataClass, String source, Failure failure) {
            classes[i] = (short) dataClass;
            sources[i] = source;
            hl7Codes[i] = failure.hl7Code();
            codes[i] = failure.code();
            causes[i] = (short) failure.cause().ordinal();
            places[i] = failure.step() + " " + failure.place();
        }
    }
}
