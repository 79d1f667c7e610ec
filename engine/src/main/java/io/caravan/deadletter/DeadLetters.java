package io.caravan.deadletter;

import io.caravan.journal.JournalEntry;
import java.util.List;
import java.util.Optional;

/** The dead letters. A letter is never deleted before what it holds is safe elsewhere. Safe for threads. */
public interface DeadLetters {

    /**
     * Opens a letter for a journal entry and records the entry's outcome, in one transaction. An entry has at most one
     * letter: a failed replay adds an attempt to it.
     */
    long open(JournalEntry entry, String controlId, Failure failure);

    Optional<DeadLetter> find(long id);

    /**
     * Sends the original through the present route again, keeping the message's version: it can never overwrite newer data.
     *
     * @return the letters now replaying; letters that are not open or held are left alone
     */
    List<DeadLetter> replay(List<Long> ids, Decision decision);
}
