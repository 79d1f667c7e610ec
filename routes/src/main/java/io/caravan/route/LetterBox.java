package io.caravan.route;

import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.Rehearsed;
import io.caravan.journal.JournalEntry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a record that failed: a dead letter where its content cannot go on, another try where the failure says
 * nothing about the content or the letter cannot be written. Never throws, so that no record can be lost on the way here.
 */
final class LetterBox {
    private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);

    private final DeadLetters deadLetters;

    LetterBox(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** What a route could not do with it. */
    void put(Delivery delivery, Throwable failure) {
        put(delivery, "map", failure);
    }

    /** @param step at which its content was refused, if it was */
    void put(Delivery delivery, String step, Throwable failure) {
        Optional<Failure> letter = Failures.deadLetter(step, failure);
        if (delivery.isRehearsal()) {
            delivery.rehearsed(letter.<Rehearsed>map(Rehearsed.Failed::new)
                    .orElseGet(() -> new Rehearsed.Unknown("would be tried again")));
            return;
        }
        if (delivery.entry().isEmpty() || letter.isEmpty()) {
            // What the rows of a page lack is in the page already: a page that fails, fails for its surroundings.
            delivery.again(failure);
            return;
        }
        JournalEntry entry = delivery.entry().get();
        try {
            deadLetters.open(entry, delivery.controlId(), letter.get());
            delivery.done();
            LOG.info(
                    "Dead letter for {}: {} at {}",
                    entry,
                    letter.get().code(),
                    letter.get().place());
        } catch (RuntimeException e) {
            delivery.again(e);
        }
    }
}
