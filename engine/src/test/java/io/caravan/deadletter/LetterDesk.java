package io.caravan.deadletter;

import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Desk;
import io.caravan.ledger.Outcome;

/** A desk with dead letters and their dispatcher. No class is started: what replays stays replaying until a test ends it. */
record LetterDesk(Desk desk, PatientOrderDispatcher dispatcher, PostgresDeadLetters letters) implements AutoCloseable {

    static LetterDesk open() {
        Desk desk = new Desk();
        PatientOrderDispatcher dispatcher =
                new PatientOrderDispatcher(desk.journal, desk.database, DispatchSettings.DEFAULT);
        PostgresDeadLetters letters = new PostgresDeadLetters(
                desk.database,
                desk.keys.sealer(),
                desk.letters,
                desk.outcomes,
                dispatcher,
                (dataClass, source, rowKey, rowJson) -> Outcome.APPLIED,
                desk.clock);
        return new LetterDesk(desk, dispatcher, letters);
    }

    @Override
    public void close() {
        letters.close();
        dispatcher.close();
        desk.close();
    }
}
