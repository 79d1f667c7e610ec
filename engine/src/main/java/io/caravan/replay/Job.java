package io.caravan.replay;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A job as it stands; holds no patient data. */
public record Job(
        long id,
        JobKind kind,
        JobRequest request,
        Selected selected,
        JobTerms terms,
        Standing standing,
        Progress progress,
        Times times) {

    /**
     * What it works on.
     *
     * @param words what was asked for
     * @param states letters that are in another one by then are skipped
     */
    public record Selected(String words, Set<State> states, Set<DataClass> classes) {
        public Selected {
            states = Set.copyOf(states);
            classes = Set.copyOf(classes);
        }
    }

    /** @param why of the state, or what it waits for; empty while it goes on */
    public record Standing(JobState state, String why) {}

    /**
     * How far it is.
     *
     * @param total of the frozen selection; of a redelivery 0: nobody counts resources before they are found
     * @param inFlight submitted and not ended
     * @param replayed of a redelivery: delivered
     * @param failed again; of a redelivery: refused by the target
     * @param failedBefore it was resumed last
     * @param speed letters a second that ended lately
     */
    public record Progress(
            long total,
            long inFlight,
            long replayed,
            long superseded,
            long failed,
            long skipped,
            long failedBefore,
            double speed) {

        public long ended() {
            return replayed + superseded + failed + skipped;
        }

        public long left() {
            return Math.max(0, total - ended());
        }

        /** Items are taken in order: up to this ordinal they were submitted or skipped. */
        long taken() {
            return ended() + inFlight;
        }

        long tried() {
            return taken() - skipped;
        }

        long freshFailures() {
            return failed - failedBefore;
        }
    }

    /** @param ended done or cancelled, and nothing of it is under way any more */
    public record Times(Instant created, Instant changed, Optional<Instant> ended) {}

    public JobState state() {
        return standing.state();
    }

    /** When it is done if it goes on as it does; empty where nobody can tell. */
    public Optional<Instant> finish(Instant now) {
        double speed = progress.speed();
        if (terms.perSecond() > 0 && (speed <= 0 || speed > terms.perSecond())) {
            speed = terms.perSecond();
        }
        boolean goesOn = state() == JobState.RUNNING && standing.why().isEmpty();
        if (!goesOn || progress.left() == 0 || speed <= 0) {
            return Optional.empty();
        }
        return Optional.of(now.plusMillis((long) (progress.left() * 1000 / speed)));
    }
}
