package io.caravan.balance;

import io.caravan.message.DataClass;
import java.util.Map;

/** The balance of each class. */
public interface Balance {

    Map<DataClass, Counts> counts();

    /**
     * @param read messages and rows taken, without duplicates
     * @param inFlight counted on its own, not derived from the others
     */
    record Counts(
            long read, long applied, long superseded, long merged, long excluded, long deadLettered, long inFlight) {

        /** What is unaccounted for; zero, or something is wrong. */
        public long residual() {
            return read - applied - superseded - merged - excluded - deadLettered - inFlight;
        }
    }
}
