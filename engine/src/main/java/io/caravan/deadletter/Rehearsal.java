package io.caravan.deadletter;

import io.caravan.journal.JournalEntry;

/** The route of a class, walked without effect. */
@FunctionalInterface
public interface Rehearsal {

    /** Blocks; never throws for what is wrong with the entry. */
    Rehearsed play(JournalEntry entry);
}
