package io.caravan.route;

import io.caravan.deadletter.Rehearsal;
import io.caravan.deadletter.Rehearsed;
import io.caravan.hl7.BatchFile;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.journal.JournalEntry;
import io.caravan.message.Rejected;
import java.util.Optional;

/**
 * Where messages walk their route without effect: what {@link JournalConsumer} does with an entry, but that nothing is written,
 * counted or remembered.
 */
final class Stage implements Rehearsal {
    private final Desks desks;
    private final LetterBox letters;
    private final Walk walk;

    /** The steps of the route; tells what they left as failed. */
    @FunctionalInterface
    interface Walk {
        Optional<Exception> go(Delivery delivery, Hl7Message message) throws Exception;
    }

    Stage(Desks desks, LetterBox letters, Walk walk) {
        this.desks = desks;
        this.letters = letters;
        this.walk = walk;
    }

    @Override
    public Rehearsed play(JournalEntry entry) {
        Delivery delivery = Delivery.ofRehearsal(entry, "");
        String step = "receive";
        try {
            Desk desk = desks.get(entry.source());
            MessageHead head = desk.head(entry.payload());
            if (head.isBatch() && !head.isAbsent()) {
                step = "batch";
                BatchFile.problem(entry.payload()).ifPresent(Stage::reject);
                return new Rehearsed.Excluded(JournalConsumer.TAKEN_APART);
            }
            step = "parse";
            desk.admit(head).problem().ifPresent(Stage::reject);
            if (head.isFragment()) {
                return new Rehearsed.Unknown("a fragment is only understood together with the others");
            }
            step = "decode";
            Optional<Exception> failure = walk.go(delivery, desk.decode(entry.payload()));
            if (delivery.rehearsed().isEmpty()) {
                failure.ifPresent(why -> letters.put(delivery, why));
            }
        } catch (Exception e) {
            letters.put(delivery, step, e);
        }
        Optional<Rehearsed> rehearsed = delivery.rehearsed();
        return rehearsed.orElseGet(() -> new Rehearsed.Excluded(JournalConsumer.ENDED_BY_ROUTE));
    }

    private static void reject(Problem problem) {
        throw new Rejected(problem.hl7Code(), problem.code(), problem.place());
    }
}
