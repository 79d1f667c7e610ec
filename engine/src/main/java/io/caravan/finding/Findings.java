package io.caravan.finding;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Findings as stored; they are written with the outcome of their record. */
public interface Findings {

    /** Newest first. */
    List<Recorded> list(Filter filter, long beforeId, int limit);

    /** The same kind of finding counted once, the most frequent first. */
    List<Group> summary(Filter filter, int limit);

    /** Empty criteria hold always. */
    record Filter(
            Optional<DataClass> dataClass, Optional<String> source, Optional<String> code, Optional<Instant> since) {
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public static Filter of(DataClass dataClass) {
            return new Filter(Optional.of(dataClass), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** @param newest when it was last found */
    record Group(DataClass dataClass, String source, String code, String place, long count, Instant newest) {}

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
