package io.caravan.journal;

import io.caravan.message.DataClass;
import java.util.List;

/**
 * Which journal entries are fragments of one message (DSC-1 of one is MSH-14 of the next). What a fragment says is in the
 * journal; here is only what belongs to what, so that a message is put together after a restart, too. Safe for threads.
 */
public interface Fragments {

    /**
     * Remembers a fragment; durable when it returns. The same again changes nothing.
     *
     * @return the message's fragments that are known by now
     */
    Chain put(Fragment fragment);

    /**
     * @param sender MSH-3 and MSH-4: pointers are theirs
     * @param pointer MSH-14; empty = the first fragment
     * @param next DSC-1; empty = the last fragment
     */
    record Fragment(long journalId, DataClass dataClass, String sender, String pointer, String next) {}

    /**
     * @param journalIds in order, from the first fragment on where that is known, else from the earliest that is
     * @param begun whether the first fragment is known
     * @param complete whether all are known
     */
    record Chain(List<Long> journalIds, boolean begun, boolean complete) {
        public Chain {
            journalIds = List.copyOf(journalIds);
        }

        /** Whether another fragment announced this one, or goes on behind it. */
        public boolean isAlone() {
            return journalIds.size() == 1;
        }
    }
}
