package io.caravan.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds letters, and their groups, without looking into what they hold. Safe for threads. */
public interface LetterSearch {

    /**
     * Newest first.
     *
     * @param beforeId only those that follow this letter in the list; {@link Long#MAX_VALUE} = from the newest
     */
    List<DeadLetter> list(LetterFilter filter, long beforeId, int limit);

    /**
     * Groups that have letters of the filter, with how many of those; those seen last come first. A period asks for groups
     * that were seen in it, and counts all their letters.
     */
    List<LetterGroup> groups(LetterFilter filter, int limit);

    Optional<LetterGroup> group(long id);

    Count count(LetterFilter filter);

    /** How many letters came into each group in each hour since then; hours without any are left out. */
    Map<Long, Map<Instant, Long>> trends(List<Long> groups, Instant since);

    /** @param more whether there may be more than the number says: counting ends at a bound */
    record Count(long number, boolean more) {
        /** {@code 17} or {@code 10000+}. */
        @Override
        public String toString() {
            return number + (more ? "+" : "");
        }
    }
}
