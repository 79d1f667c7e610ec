package io.caravan.retry;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.List;

/** What waits to be tried again, why, and until when. Nothing here is patient data. */
public interface Retries {

    /** Each kind and reason once. */
    List<Group> groups();

    /** The messages of a class whose effect waits for the target or for another try, the oldest first. */
    List<Message> messages(DataClass dataClass, int limit);

    /** Nobody need wait any longer: the class's target is asked again at once, and what waits is tried. */
    void now(DataClass dataClass);

    /** What waits. The name in lower case is what listings show. */
    enum Kind {
        /** The class's target itself: nothing new is taken until it is back. */
        TARGET,
        /** Resources that the target could not take yet. */
        RESOURCE,
        /** Messages whose way to the ledger failed for a reason that passes. */
        MESSAGE,
        /** Pages of rows. */
        PAGE
    }

    /**
     * What waits for one reason.
     *
     * @param code stable, e.g. {@code target-503}
     * @param count of what waits
     * @param messages that count when it has arrived
     * @param attempts the most of one
     * @param since the first of them waits
     * @param due when the next is tried
     */
    record Group(
            DataClass dataClass,
            Kind kind,
            String code,
            long count,
            long messages,
            int attempts,
            Instant since,
            Instant due) {}

    /** One message. @param controlId MSH-10; empty where its way to the ledger failed */
    record Message(
            long journalId,
            DataClass dataClass,
            String controlId,
            String code,
            int attempts,
            Instant since,
            Instant due) {}
}
