package io.caravan.deadletter;

import io.caravan.message.DataClass;
import java.util.List;

/**
 * Learns of letters of messages in the transaction that opens them, before its commit: it may be rolled back, and run again.
 * Must neither block nor fail.
 */
@FunctionalInterface
public interface Openings {
    Openings NONE = letter -> {};

    void opened(Opening letter);

    /** Tells several, in order. */
    static Openings of(List<Openings> all) {
        return letter -> all.forEach(one -> one.opened(letter));
    }

    /**
     * One letter of a journal entry.
     *
     * @param patientHash 0 = no patient is known
     * @param attempts 1 = it is new; more = its replay failed
     */
    record Opening(
            long journalId,
            DataClass dataClass,
            long patientHash,
            String code,
            DeadLetter.Cause cause,
            String place,
            int attempts) {}
}
