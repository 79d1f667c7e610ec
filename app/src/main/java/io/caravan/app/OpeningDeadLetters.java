package io.caravan.app;

import io.caravan.balance.OutcomeLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.MessageLetter;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.util.List;
import java.util.Optional;

/** Opens letters; listing and replay follow with the engine. */
final class OpeningDeadLetters implements DeadLetters {
    private final Database database;
    private final LetterWriter letters;
    private final OutcomeLog outcomes;

    OpeningDeadLetters(Database database, LetterWriter letters, OutcomeLog outcomes) {
        this.database = database;
        this.letters = letters;
        this.outcomes = outcomes;
    }

    @Override
    public long open(JournalEntry entry, String controlId, Failure failure) {
        return database.inTransaction(connection -> {
            letters.open(
                    connection,
                    List.of(new MessageLetter(entry.id(), entry.dataClass(), entry.source(), controlId, failure)));
            outcomes.record(
                    connection,
                    List.of(new OutcomeLog.Recorded(entry.id(), entry.dataClass(), Outcome.DEAD_LETTERED, true)));
            return 0L;
        });
    }

    @Override
    public List<DeadLetter> list(
            Optional<DataClass> dataClass, Optional<DeadLetter.State> state, long beforeId, int limit) {
        return List.of();
    }

    @Override
    public Optional<DeadLetter> find(long id) {
        return Optional.empty();
    }

    @Override
    public List<DeadLetter> replay(List<Long> ids, String reason) {
        return List.of();
    }
}
