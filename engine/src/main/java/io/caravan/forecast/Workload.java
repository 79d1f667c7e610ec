package io.caravan.forecast;

import io.caravan.window.BulkWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Bulk work that will end.
 *
 * @param obeys whether it waits for windows; if not, only the emergency stop stops it
 * @param remaining empty where nobody could tell yet
 * @param measured what it did so far, hour by hour
 * @param ended when it was through; empty while it is not
 */
public record Workload(
        BulkWork work,
        Kind kind,
        boolean obeys,
        State state,
        Optional<Remaining> remaining,
        List<RateSample> measured,
        Optional<Instant> ended) {

    public Workload {
        measured = List.copyOf(measured);
    }

    public enum State {
        GOING,
        /** It is forecast as if it were started now. */
        NOT_STARTED,
        /** By a person; it is forecast as if it went on now. */
        PAUSED,
        /** It is forecast as if it went on now. */
        FAILED,
        DONE
    }

    /** @param job number of the job; empty for a backfill */
    public record Kind(Optional<Long> job) {
        public static final Kind BACKFILL = new Kind(Optional.empty());

        public static Kind job(long id) {
            return new Kind(Optional.of(id));
        }
    }
}
