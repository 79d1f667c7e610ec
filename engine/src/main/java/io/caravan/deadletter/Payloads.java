package io.caravan.deadletter;

import io.caravan.crypto.Sealer;
import io.caravan.crypto.Sealer.Place;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/** What a letter holds: the original, sealed in the journal or in the letter, and edits of it. */
final class Payloads {
    private static final String PRESENT = """
            select letter.data_class, letter.row_key, letter.version, letter.sealed, journal.content_hash,
                journal.sealed, edit.sealed
            from dead_letter as letter
            left join journal on journal.id = letter.journal_id
            left join dead_letter_edit as edit on edit.letter_id = letter.id and edit.version = letter.version
            where letter.id = ?
            """;

    private static final String NEWEST = """
            select coalesce(max(version), 0)
            from dead_letter_edit
            where letter_id = ?
            """;

    private static final String EDIT = """
            select sealed
            from dead_letter_edit
            where letter_id = ?
              and version = ?
            """;

    private static final String ADD_EDIT = """
            insert into dead_letter_edit (letter_id, version, at, reason, sealed, editor, needs_approval)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String USE_EDIT = """
            update dead_letter
            set version = ?, changed_at = ?
            where id = ?
            """;

    private final Sealer sealer;
    private final InstantSource clock;

    Payloads(Sealer sealer, InstantSource clock) {
        this.sealer = sealer;
        this.clock = clock;
    }

    /** A letter's payload; of a row: see {@link SealedRow}. */
    record Payload(byte[] bytes, int version) {}

    /** Its newest version, or the original. */
    Payload get(Connection connection, long letterId, boolean original) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PRESENT)) {
            statement.setLong(1, letterId);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalArgumentException("There is no dead letter " + letterId);
                }
                DataClass dataClass = DataClass.values()[rows.getInt(1)];
                int version = original ? 0 : rows.getInt(3);
                if (version > 0 && rows.getBytes(7) == null) {
                    throw new PayloadGone(letterId);
                }
                if (version > 0) {
                    return new Payload(sealer.open(rows.getBytes(7), edit(dataClass, letterId, version)), version);
                }
                if (rows.getBytes(4) != null) {
                    Place place = SealedRow.place(dataClass, rows.getString(2), 0);
                    return new Payload(sealer.open(rows.getBytes(4), place), 0);
                }
                if (rows.getBytes(6) == null) {
                    throw new PayloadGone(letterId);
                }
                return new Payload(sealer.open(rows.getBytes(6), journalPlace(dataClass, rows.getBytes(5))), 0);
            }
        }
    }

    /** Number of the newest edit, whether it is used or not: a row that came again is read as it came. 0 = there is none. */
    int newest(Connection connection, long letterId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setLong(1, letterId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** Any version; empty where there is none. */
    Optional<byte[]> find(Connection connection, DeadLetter letter, int version) throws SQLException {
        if (version == 0) {
            return Optional.of(get(connection, letter.id(), true).bytes());
        }
        try (PreparedStatement statement = connection.prepareStatement(EDIT)) {
            statement.setLong(1, letter.id());
            statement.setInt(2, version);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                if (rows.getBytes(1) == null) {
                    throw new PayloadGone(letter.id());
                }
                return Optional.of(sealer.open(rows.getBytes(1), edit(letter.dataClass(), letter.id(), version)));
            }
        }
    }

    /** A new version beside the older ones. */
    void add(Connection connection, DeadLetter letter, Payload edited, boolean needsApproval, Decision by)
            throws SQLException {
        Timestamp now = Timestamp.from(clock.instant());
        try (PreparedStatement add = connection.prepareStatement(ADD_EDIT);
                PreparedStatement use = connection.prepareStatement(USE_EDIT)) {
            add.setLong(1, letter.id());
            add.setInt(2, edited.version());
            add.setTimestamp(3, now);
            add.setString(4, by.reason());
            add.setBytes(5, sealer.seal(edited.bytes(), edit(letter.dataClass(), letter.id(), edited.version())));
            add.setString(6, by.actor());
            add.setBoolean(7, needsApproval);
            add.executeUpdate();
            use.setInt(1, edited.version());
            use.setTimestamp(2, now);
            use.setLong(3, letter.id());
            use.executeUpdate();
        }
    }

    /** As the journal seals what it takes. */
    static Place journalPlace(DataClass dataClass, byte[] contentHash) {
        return new Place("journal/1", dataClass.label(), HexFormat.of().formatHex(contentHash), 0);
    }

    /** The journal reads edits from the same place when it dispatches them. */
    private static Place edit(DataClass dataClass, long letterId, int version) {
        return new Place("deadletter/1", dataClass.label(), Long.toString(letterId), version);
    }
}
