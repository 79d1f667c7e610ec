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
        int attempts) {

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
