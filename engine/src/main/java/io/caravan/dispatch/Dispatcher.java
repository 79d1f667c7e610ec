package io.caravan.dispatch;

import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;

/**
 * Brings journal entries without an outcome to the handler of their class: after a start all that were left, then new ones
 * as they are committed. Entries of one patient go in order of custody and one at a time; a bounded number is under way.
 */
public interface Dispatcher {

    /** @return stops taking new entries and waits for those under way */
    AutoCloseable start(DataClass dataClass, Handler handler);

    /** Dispatches an entry again, e.g. for a replay. */
    void again(DataClass dataClass, long journalId);

    /** Dead letters of the class ended without being dispatched: what waits behind them may go on. */
    default void released(DataClass dataClass) {}

    /** Stops and resumes the taking of new entries of a class; the feed goes on being journaled. */
    void pause(DataClass dataClass, String reason);

    void resume(DataClass dataClass);

    /**
     * Takes nothing new while the class's target is away, and goes on; apart from a pause, which people order. What comes stays
     * in the journal.
     */
    default void hold(DataClass dataClass) {}

    default void release(DataClass dataClass) {}

    /** Handles entries asynchronously. */
    interface Handler {
        /** Must call one of the completion's methods exactly once, on any thread. */
        void handle(JournalEntry entry, Completion completion);
    }

    /** How an entry ended. */
    interface Completion {
        /** The entry has its outcome (applied, excluded, dead letter, ...), committed. */
        void done();

        /** No outcome could be recorded (database down, a step's own server down): dispatched again later, in order. */
        void again();

        /** @param code why, short and stable; no patient data */
        default void again(String code) {
            again();
        }
    }
}
