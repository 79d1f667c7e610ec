package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the table {@code dead_letter} and moves letters from state to state. */
final class LetterTable {
    private static final String COLUMNS = """
            select id, data_class, source, journal_id, control_id, row_key, hl7_code, code, cause, place, state,
                first_seen, attempts
            from dead_letter
            """;

    private static final String LIST = COLUMNS + """
            where id < ?
              and (?::smallint is null or data_class = ?::smallint)
              and (?::smallint is null or state = ?::smallint)
            order by id desc
            limit ?
            """;

    private static final String FIND = COLUMNS + """
            where id = ?
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

    private static final String HISTORY = """
            select at, event, code, place, reason
            from dead_letter_attempt
            where letter_id = ?
            order by id
            """;

    List<DeadLetter> list(
            Connection connection, Optional<DataClass> dataClass, Optional<State> state, long beforeId, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            Short ofClass = dataClass.map(one -> (short) one.ordinal()).orElse(null);
            Short ofState = state.map(one -> (short) one.ordinal()).orElse(null);
            statement.setLong(1, beforeId);
            statement.setObject(2, ofClass, Types.SMALLINT);
            statement.setObject(3, ofClass, Types.SMALLINT);
            statement.setObject(4, ofState, Types.SMALLINT);
            statement.setObject(5, ofState, Types.SMALLINT);
            statement.setInt(6, limit);
            return read(statement);
        }
    }

    Optional<DeadLetter> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            return read(statement).stream().findFirst();
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

    List<Attempt> history(Connection connection, long id) throws SQLException {
        List<Attempt> history = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    history.add(new Attempt(
                            rows.getTimestamp(1).toInstant(),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5)));
                }
            }
        }
        return history;
    }

    private static List<DeadLetter> read(PreparedStatement statement) throws SQLException {
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
                        rows.getInt(13)));
            }
        }
        return letters;
    }
}
