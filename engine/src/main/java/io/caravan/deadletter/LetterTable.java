package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.Filing;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the table {@code dead_letter} and moves letters from state to state. */
final class LetterTable {
    /** To be followed by a condition on {@code letter}. */
    static final String COLUMNS = """
            select letter.id, letter.data_class, letter.source, letter.journal_id, letter.control_id, letter.row_key,
                letter.hl7_code, letter.code, letter.cause, letter.place, letter.state, letter.first_seen,
                letter.attempts, letter.group_id, letter.message_type, letter.patient_hash, letter.route_version,
                letter.map_version, letter.assignee, letter.version
            from dead_letter as letter
            """;

    private static final String FIND = COLUMNS + """
            where id = ?
            """;

    private static final String FIND_ALL = COLUMNS + """
            where id = any(?)
            order by id
            """;

    private static final String LOCK = COLUMNS + """
            where id = any(?)
              and state = any(?)
            order by id
            for update
            """;

    private static final String ROWS_REPLAYING = COLUMNS + """
            where state = 2
              and journal_id is null
            order by id
            """;

    private static final String MOVE = """
            update dead_letter
            set state = ?, changed_at = ?
            where id = any(?)
            """;

    private static final String ASSIGN = """
            update dead_letter
            set assignee = ?, changed_at = ?
            where id = any(?)
            """;

    Optional<DeadLetter> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            return read(statement).stream().findFirst();
        }
    }

    List<DeadLetter> find(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND_ALL)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            return read(statement);
        }
    }

    /** Those of the letters that are in one of the states, held until the end of the transaction. */
    List<DeadLetter> lock(Connection connection, List<Long> ids, State... states) throws SQLException {
        Object[] ordinals = new Object[states.length];
        for (int i = 0; i < states.length; i++) {
            ordinals[i] = (short) states[i].ordinal();
        }
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            statement.setArray(2, connection.createArrayOf("smallint", ordinals));
            return read(statement);
        }
    }

    List<DeadLetter> listRowsReplaying(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ROWS_REPLAYING)) {
            return read(statement);
        }
    }

    void move(Connection connection, List<DeadLetter> letters, State state, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setInt(1, state.ordinal());
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", letters.stream().map(DeadLetter::id).toArray()));
            statement.executeUpdate();
        }
    }

    void assign(Connection connection, List<DeadLetter> letters, String assignee, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ASSIGN)) {
            statement.setString(1, assignee);
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", letters.stream().map(DeadLetter::id).toArray()));
            statement.executeUpdate();
        }
    }

    static List<DeadLetter> read(PreparedStatement statement) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                long journalId = rows.getLong(4); // ids begin at 1: 0 is NULL
                letters.add(new DeadLetter(
                        rows.getLong(1),
                        DataClass.values()[rows.getInt(2)],
                        rows.getString(3),
                        journalId == 0 ? Optional.empty() : Optional.of(journalId),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getInt(7),
                        rows.getString(8),
                        Cause.values()[rows.getInt(9)],
                        rows.getString(10),
                        State.values()[rows.getInt(11)],
                        rows.getTimestamp(12).toInstant(),
                        rows.getInt(13),
                        new Filing(
                                rows.getLong(14),
                                rows.getString(15),
                                rows.getLong(16),
                                new Ran(rows.getString(17), rows.getString(18)),
                                rows.getString(19),
                                rows.getInt(20))));
            }
        }
        return letters;
    }
}
