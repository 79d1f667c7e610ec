package io.caravan.journal;

import io.caravan.message.DataClass;
import java.util.List;

/** The journal as the dispatcher sees it: what was just committed, and what is still without an outcome. */
public interface JournalFeed {

    /** Tells of every commit from now on, in order, on one thread. */
    void follow(Follower follower);

    /**
     * Entries that are not delivered yet, ascending.
     *
     * @param afterId exclusive
     * @param maxBytes the page ends with the entry that reaches it
     */
    OpenPage listOpen(DataClass dataClass, long afterId, int limit, long maxBytes);

    /** Entries up to an id that are to be dispatched again: replaying, or with an outcome that is not delivered. */
    List<Long> listReturning(DataClass dataClass, long upToId);

    /** Those of the entries that are not delivered yet, with an edited payload where a dead letter was edited. */
    OpenPage load(List<Long> ids);

    /**
     * @param broken ids of entries that do not open: changed, or sealed by an absent key
     * @param more whether there may be further entries
     * @param coveredTo the class has no open entry up to this id but those of this and earlier pages
     */
    record OpenPage(List<JournalEntry> entries, List<Long> broken, boolean more, long coveredTo) {
        public OpenPage {
            entries = List.copyOf(entries);
            broken = List.copyOf(broken);
        }
    }

    /** Told after each commit. Must not block. */
    interface Follower {

        /**
         * @param entries in order; without duplicates and clashes
         * @param lastId no entry up to this id will be committed any more
         */
        void committed(List<JournalEntry> entries, long lastId);

        /** Something was committed that is not told: ask {@link #listOpen}. */
        void missed();
    }
}
