package io.caravan.finding;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Findings as stored; they are written with the outcome of their record. */
public interface Findings {

    /** Newest first. */
    List<Recorded> list(Optional<DataClass> dataClass, long beforeId, int limit);

    /** @param rowKey keyed hash of the row's key, hexadecimal; empty for messages */
    record Recorded(
            long id,
            DataClass dataClass,
            String source,
            String code,
            String place,
            Optional<Long> journalId,
            String controlId,
            String rowKey,
            Instant at) {}
}
