package io.caravan.deadletter;

import io.caravan.balance.OutcomeLog;
import io.caravan.ledger.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Map;

/**
 * Closes letters whose entry was replayed and came through, in the transaction of the entry's outcome. An entry that failed
 * again is not closed here: {@link LetterWriter#open} adds the attempt.
 */
public final class ReplayedLetters implements OutcomeLog.Replays {
    private static final String CLOSE = """
            update dead_letter
            set state = ended.state, changed_at = ?
            from unnest(?::bigint[], ?::smallint[]) as ended (journal_id, state)
            where dead_letter.journal_id = ended.journal_id
              and dead_letter.state = 2
            returning dead_letter.id, dead_letter.code, dead_letter.place, ended.state
            """;

    private final Attempts attempts;
    private final InstantSource clock;

    public ReplayedLetters(InstantSource clock) {
        this.attempts = new Attempts(clock);
        this.clock = clock;
    }

    @Override
    public void ended(Connection connection, Map<Long, Outcome> outcomes) throws SQLException {
        Map.Entry<?, ?>[] through = outcomes.entrySet().stream()
                .filter(one -> one.getValue() != Outcome.DEAD_LETTERED)
                .toArray(Map.Entry<?, ?>[]::new);
        if (through.length == 0) {
            return;
        }
        Object[] ids = new Object[through.length];
        Object[] states = new Object[through.length];
        for (int i = 0; i < through.length; i++) {
            ids[i] = through[i].getKey();
            states[i] = (short) state((Outcome) through[i].getValue()).ordinal();
        }
        Attempts.Events replayed = new Attempts.Events("replayed");
        Attempts.Events superseded = new Attempts.Events("superseded");
        try (PreparedStatement statement = connection.prepareStatement(CLOSE)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant()));
            statement.setArray(2, connection.createArrayOf("bigint", ids));
            statement.setArray(3, connection.createArrayOf("smallint", states));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Attempts.Events events =
                            rows.getInt(4) == DeadLetter.State.SUPERSEDED.ordinal() ? superseded : replayed;
                    events.add(rows.getLong(1), rows.getString(2), rows.getString(3), "", Ran.UNKNOWN);
                }
            }
        }
        attempts.record(connection, replayed);
        attempts.record(connection, superseded);
    }

    static DeadLetter.State state(Outcome outcome) {
        return outcome == Outcome.SUPERSEDED ? DeadLetter.State.SUPERSEDED : DeadLetter.State.REPLAYED;
    }
}
