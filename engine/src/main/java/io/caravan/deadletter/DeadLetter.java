package io.caravan.deadletter;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that could not go on; holds no patient data.
 *
 * @param controlId MSH-10; empty for rows
 * @param rowKey keyed hash of the row's key, hexadecimal; empty for messages
 * @param code stable cause code
 * @param place step and segment-field or column, e.g. {@code map PID-3}
 */
public record DeadLetter(
        long id,
        DataClass dataClass,
        String source,
        Optional<Long> journalId,
        String controlId,
        String rowKey,
        int hl7Code,
        String code,
        Cause cause,
        String place,
        State state,
        Instant firstSeen,
        int attempts,
        Filing filing) {

    /**
     * Where it is kept, and with whom.
     *
     * @param group number of its {@link LetterGroup}
     * @param messageType MSH-9 as {@code ADT^A01}; empty for rows, and where it could not be read
     * @param patientHash as in the journal; 0 = no patient. Of a row: its patient's
     * @param ran what ran when it failed last
     * @param assignee empty = nobody
     * @param version of its payload: 0 = the original, else that of the newest edit
     */
    public record Filing(long group, String messageType, long patientHash, Ran ran, String assignee, int version) {
        public static final Filing NONE = new Filing(0, "", 0, Ran.UNKNOWN, "", 0);
    }

    /** The same in another state. */
    public DeadLetter in(State other) {
        return new DeadLetter(
                id, dataClass, source, journalId, controlId, rowKey, hl7Code, code, cause, place, other, firstSeen,
                attempts, filing);
    }

    /** The ordinal is stored. */
    public enum Cause {
        TRANSIENT,
        DATA,
        CONFIGURATION,
        FATAL
    }

    /** The ordinal is stored. */
    public enum State {
        OPEN,
        HELD,
        REPLAYING,
        REPLAYED,
        SUPERSEDED,
        DISCARDED
    }
}
