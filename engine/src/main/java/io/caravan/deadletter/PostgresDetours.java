package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Detours are replays with something noted before, in the same transaction. */
public final class PostgresDetours implements Detours {
    private static final String REDIRECT = """
            update dead_letter
            set as_source = ?
            where id = any(?)
            """;

    private static final Set<State> UNDONE = Set.of(State.OPEN, State.HELD);

    private final Database database;
    private final Replays replays;
    private final LetterTable table = new LetterTable();
    private final Attempts attempts;

    public PostgresDetours(Database database, Replays replays, InstantSource clock) {
        this.database = database;
        this.replays = replays;
        this.attempts = new Attempts(clock);
    }

    @FunctionalInterface
    private interface Note {
        void write(Connection connection, List<DeadLetter> letters) throws SQLException;
    }

    @Override
    public List<DeadLetter> redeliver(List<Long> ids, Decision decision) {
        return begin(
                ids,
                letter -> letter.place().startsWith("deliver ")
                        && letter.journalId().isPresent()
                        && letter.filing().version() == 0,
                decision,
                (connection, letters) -> attempts.record(connection, "redelivered", letters, decision));
    }

    @Override
    public List<DeadLetter> redirect(List<Long> ids, String source, Decision decision) {
        Decision told = new Decision(decision.actor(), "as " + source + ": " + decision.reason());
        return begin(ids, letter -> letter.journalId().isPresent(), decision, (connection, letters) -> {
            try (PreparedStatement statement = connection.prepareStatement(REDIRECT)) {
                statement.setString(1, source);
                statement.setArray(
                        2, connection.createArrayOf("bigint", numbers(letters).toArray()));
                statement.executeUpdate();
            }
            attempts.record(connection, "redirected", letters, told);
        });
    }

    private List<DeadLetter> begin(List<Long> ids, Predicate<DeadLetter> takes, Decision decision, Note note) {
        List<DeadLetter> replaying = database.inRepeatedTransaction(connection -> {
            List<DeadLetter> letters = table.lock(connection, ids, UNDONE.toArray(new State[0])).stream()
                    .filter(takes)
                    .toList();
            if (letters.isEmpty()) {
                return letters;
            }
            note.write(connection, letters);
            return replays.begin(connection, numbers(letters), UNDONE, decision);
        });
        replays.dispatch(replaying);
        return replaying;
    }

    private static List<Long> numbers(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }
}
