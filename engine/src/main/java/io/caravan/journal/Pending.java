package io.caravan.journal;

import io.caravan.journal.CustodyRefused.Reason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message that waits for its commit, hashed and sealed already.
 *
 * @param refusal why it will not be taken; it waits for its answer only
 */
record Pending(
        Incoming message,
        byte[] controlHash,
        byte[] contentHash,
        long patientHash,
        byte[] sealed,
        long receivedMicros,
        CompletableFuture<Receipt> result,
        Optional<Reason> refusal) {
    private static final byte[] NOTHING = {};

    int bytes() {
        return sealed.length;
    }

    /** The same without its payload. */
    Pending refused(Reason reason) {
        Incoming empty = new Incoming(message.dataClass(), message.source(), "", "", NOTHING, "");
        return new Pending(empty, NOTHING, NOTHING, 0, NOTHING, 0, result, Optional.of(reason));
    }

    JournalEntry entry(long id) {
        return new JournalEntry(
                id, message.dataClass(), message.source(), patientHash, message.payload(), receivedMicros);
    }

    /** MSH-10 of the control key {@code a|b|c}. */
    String controlId() {
        return message.controlKey().substring(message.controlKey().lastIndexOf('|') + 1);
    }
}
