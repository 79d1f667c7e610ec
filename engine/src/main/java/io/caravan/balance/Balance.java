package io.caravan.balance;

import io.caravan.message.DataClass;
import java.util.Map;

/** The balance of each class. */
public interface Balance {

    Map<DataClass, Counts> counts();

    /**
     * @param read messages and rows taken, without duplicates
     * @param inFlight counted on its own, not derived from the others
     * @param duplicates messages that came again: beside what was read, not in it
     * @param rejected messages that were refused for what they are, and not kept: likewise
     */
    record Counts(
            long read,
            long applied,
            long superseded,
            long merged,
            long excluded,
            long deadLettered,
            long inFlight,
            long duplicates,
            long rejected) {

        /** Nothing came twice, nothing was refused. */
        public Counts(
                long read,
                long applied,
                long superseded,
                long merged,
                long excluded,
                long deadLettered,
                long inFlight) {
            this(read, applied, superseded, merged, excluded, deadLettered, inFlight, 0, 0);
        }

        /** What is unaccounted for; zero, or something is wrong. */
        public long residual() {
            return read - applied - superseded - merged - excluded - deadLettered - inFlight;
        }
    }
}
