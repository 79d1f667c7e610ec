package io.caravan.journal;

import io.caravan.message.DataClass;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The point of custody. Safe for threads. */
public interface Journal {

    /**
     * Takes a message. When the result is there, the message is sealed and committed (group commit: one commit serves all
     * that wait). Completes exceptionally when custody could not be taken; then the sender must keep the message.
     * Results of one caller complete in the order of its calls.
     */
    CompletableFuture<Receipt> accept(Incoming message);

    /**
     * Entries of a class that have no outcome yet, ascending.
     *
     * @param afterId exclusive
     */
    List<JournalEntry> listOpenAfter(DataClass dataClass, long afterId, int limit);

    Optional<JournalEntry> find(long id);
}
