package io.caravan.deadletter;

import io.caravan.balance.RowKeys;
import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.LetterFilter.Number;
import io.caravan.deadletter.MessageContents.Found;
import io.caravan.deadletter.Openings.Opening;
import io.caravan.message.DataClass;
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
import java.util.Set;

/**
 * Opens letters in the transaction of whoever found the failure. Outcomes and counters are the caller's: the ledger, the
 * journal and {@link PostgresDeadLetters} each record theirs in the same transaction.
 *
 * <p>A letter that is replaying becomes open again, with one more attempt; one that is open already is left as it is
 * (messages), or takes the newer row (rows). What only the site's configuration keeps from going on is held instead: it waits
 * for that to be repaired, and is released with its group.
 */
public final class LetterWriter {
    /** What the configuration lacks is held, everything else is open. */
    private static final String STATE = "case cause when " + Cause.CONFIGURATION.ordinal() + " then 1 else 0 end";

    private static final String COMMON_COLUMNS = """
            data_class, source, hl7_code, code, cause, place, group_id, message_type, patient_hash, route_version,
                map_version""";

    private static final String AGAIN = """
                state = excluded.state,
                hl7_code = excluded.hl7_code,
                code = excluded.code,
                cause = excluded.cause,
                place = excluded.place,
                group_id = excluded.group_id,
                grouped_at = case when dead_letter.group_id = excluded.group_id
                    then dead_letter.grouped_at else excluded.grouped_at end,
                route_version = excluded.route_version,
                map_version = excluded.map_version,
                changed_at = excluded.changed_at,
                attempts = dead_letter.attempts + 1
            """;

    private static final String OPENED = """
            from unnest(?::smallint[], ?::text[], ?::int[], ?::text[], ?::smallint[], ?::text[], ?::bigint[], ?::text[],
                ?::bigint[], ?::text[], ?::text[], ?::%s[], ?::%s[])
                as opened (data_class, source, hl7_code, code, cause, place, group_id, message_type, patient_hash,
                    route_version, map_version, %s, %s)
            """;

    private static final String OPEN_MESSAGES = """
            insert into dead_letter (%1$s, journal_id, control_id, row_key, state, first_seen, changed_at, grouped_at,
                attempts)
            select %1$s, journal_id, control_id, '', %2$s, ?, ?, ?, 1
            """.formatted(COMMON_COLUMNS, STATE)
            + OPENED.formatted("bigint", "text", "journal_id", "control_id") + """
            order by journal_id
            on conflict (journal_id) where journal_id is not null do update
            set
            """ + AGAIN + """
            where dead_letter.state = 2
            returning id, code, place, route_version, map_version, journal_id, data_class, patient_hash, cause, attempts
            """;

    private static final String OPEN_ROWS = """
            insert into dead_letter (%1$s, row_key, sealed, control_id, state, first_seen, changed_at, grouped_at,
                attempts)
            select %1$s, row_key, sealed, '', %2$s, ?, ?, ?, 1
            """.formatted(COMMON_COLUMNS, STATE)
            + OPENED.formatted("text", "bytea", "row_key", "sealed") + """
            order by data_class, source, row_key
            on conflict (data_class, source, row_key) where journal_id is null and state in (0, 1, 2) do update
            set sealed = excluded.sealed,
                version = 0,
            """ + AGAIN + """
            returning id, code, place, route_version, map_version, row_key
            """;

    private static final String FIND = """
            select id
            from dead_letter
            where journal_id = ?
            """;

    private final Sealer sealer;
    private final RowKeys rowKeys;
    private final LetterKeys keys;
    private final Circumstances circumstances;
    private final GroupTable groups = new GroupTable();
    private final MessageContents contents;
    private final Openings openings;
    private final Attempts attempts;
    private final InstantSource clock;

    public LetterWriter(Sealer sealer, KeyedHash hash, Circumstances circumstances, InstantSource clock) {
        this(sealer, hash, circumstances, Openings.NONE, clock);
    }

    /** @param openings who learns of letters of messages */
    public LetterWriter(
            Sealer sealer, KeyedHash hash, Circumstances circumstances, Openings openings, InstantSource clock) {
        this.sealer = sealer;
        this.openings = openings;
        this.rowKeys = new RowKeys(hash);
        this.keys = new LetterKeys(hash);
        this.circumstances = circumstances;
        this.contents = new MessageContents(sealer);
        this.attempts = new Attempts(clock);
        this.clock = clock;
    }

    /** Opens letters of journal entries: a few statements, however many letters. */
    public void open(Connection connection, List<MessageLetter> letters) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        Map<Long, Found> found = contents.read(connection, letters);
        LetterColumns columns = new LetterColumns(letters.size());
        Long[] journalIds = new Long[letters.size()];
        String[] controlIds = new String[letters.size()];
        for (int i = 0; i < letters.size(); i++) {
            MessageLetter letter = letters.get(i);
            Found one = found.getOrDefault(letter.journalId(), Found.NOTHING);
            columns.set(i, letter.dataClass(), letter.source(), letter.failure(), circumstances);
            columns.set(i, one.contents().messageType(), one.patientHash());
            journalIds[i] = letter.journalId();
            controlIds[i] = letter.controlId();
        }
        groups.fill(connection, columns, clock.instant());
        LetterKeys.Batch batch = keys.new Batch();
        try (PreparedStatement statement = connection.prepareStatement(OPEN_MESSAGES)) {
            int next = bind(statement, connection, columns);
            statement.setArray(next, connection.createArrayOf("bigint", journalIds));
            statement.setArray(next + 1, connection.createArrayOf("text", controlIds));
            insert(connection, statement, (id, row) -> {
                batch.add(id, found.getOrDefault(row.getLong(6), Found.NOTHING).contents());
                openings.opened(opening(row));
            });
        }
        keys.insert(connection, batch);
    }

    /** Letters that were closed are open again, before the commit; nothing has failed anew. */
    void openedAgain(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            letter.journalId()
                    .ifPresent(journalId -> openings.opened(new Opening(
                            journalId,
                            letter.dataClass(),
                            letter.filing().patientHash(),
                            letter.code(),
                            letter.cause(),
                            letter.place(),
                            letter.attempts() + 1)));
        }
    }

    private static Opening opening(ResultSet row) throws SQLException {
        return new Opening(
                row.getLong(6),
                DataClass.values()[row.getInt(7)],
                row.getLong(8),
                row.getString(2),
                Cause.values()[row.getInt(9)],
                row.getString(3),
                row.getInt(10));
    }

    /** Opens letters of rows: a few statements, however many letters. */
    public void openRows(Connection connection, List<RowLetter> letters) throws SQLException {
        Map<String, RowLetter> byKey = new LinkedHashMap<>(); // a statement may touch a row's letter once
        for (RowLetter letter : letters) {
            byKey.put(rowKeys.of(letter.dataClass(), letter.source(), letter.rowKey()), letter);
        }
        if (byKey.isEmpty()) {
            return;
        }
        LetterColumns columns = new LetterColumns(byKey.size());
        String[] rows = byKey.keySet().toArray(new String[0]);
        byte[][] sealed = new byte[rows.length][];
        Map<String, Contents> read = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            RowLetter letter = Objects.requireNonNull(byKey.get(rows[i]));
            Contents one = Contents.ofRow(letter.rowJson());
            read.put(rows[i], one);
            columns.set(i, letter.dataClass(), letter.source(), letter.failure(), circumstances);
            columns.set(i, "", patient(letter.source(), one));
            sealed[i] = sealer.seal(
                    SealedRow.bytes(letter.rowKey(), letter.rowJson()),
                    SealedRow.place(letter.dataClass(), rows[i], 0));
        }
        groups.fill(connection, columns, clock.instant());
        LetterKeys.Batch batch = keys.new Batch();
        try (PreparedStatement statement = connection.prepareStatement(OPEN_ROWS)) {
            int next = bind(statement, connection, columns);
            statement.setArray(next, connection.createArrayOf("text", rows));
            statement.setArray(next + 1, connection.createArrayOf("bytea", sealed));
            insert(
                    connection,
                    statement,
                    (id, row) -> batch.add(id, read.getOrDefault(row.getString(6), Contents.NOTHING)));
        }
        keys.insert(connection, batch);
    }

    /** Under the numbers of an edit too: whoever looks for the right patient finds the letter. */
    void file(Connection connection, long letterId, Contents edited) throws SQLException {
        LetterKeys.Batch batch = keys.new Batch();
        batch.add(letterId, edited);
        keys.insert(connection, batch);
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

    private long patient(String source, Contents row) {
        Set<String> numbers = row.numbers().getOrDefault(Number.PATIENT, Set.of());
        return numbers.isEmpty()
                ? 0
                : keys.patient(
                        circumstances.patientAuthority(source),
                        numbers.iterator().next());
    }

    private int bind(PreparedStatement statement, Connection connection, LetterColumns columns) throws SQLException {
        Timestamp now = Timestamp.from(clock.instant());
        statement.setTimestamp(1, now);
        statement.setTimestamp(2, now);
        statement.setTimestamp(3, now);
        return columns.bind(statement, connection, 4);
    }

    private void insert(Connection connection, PreparedStatement statement, Opened opened) throws SQLException {
        Attempts.Events events = new Attempts.Events("failed");
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Ran ran = new Ran(rows.getString(4), rows.getString(5));
                events.add(rows.getLong(1), rows.getString(2), rows.getString(3), "", ran);
                opened.letter(rows.getLong(1), rows);
            }
        }
        attempts.record(connection, events);
    }

    private interface Opened {
        void letter(long id, ResultSet row) throws SQLException;
    }
}
