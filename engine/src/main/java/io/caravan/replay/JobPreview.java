package io.caravan.replay;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import java.util.List;

/**
 * What a job would take; nothing is done.
 *
 * @param parts the largest first
 * @param patients different ones; letters of no patient count for none
 * @param busy jobs that have not ended and work on one of the sources: until they have, no other can begin
 */
public record JobPreview(List<Part> parts, long patients, List<Long> busy) {
    public JobPreview {
        parts = List.copyOf(parts);
        busy = List.copyOf(busy);
    }

    /** Letters that have all of these in common. */
    public record Part(DataClass dataClass, String source, String code, State state, long letters) {}

    public long letters() {
        return parts.stream().mapToLong(Part::letters).sum();
    }
}
