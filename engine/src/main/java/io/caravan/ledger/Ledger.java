package io.caravan.ledger;

import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Folds changes into the state of resources, renders what changed, brings it to the class's target, and records the outcome
 * of each message, so that a crash at any point leaves each message either without an outcome (it is dispatched again) or
 * with its full effect. Safe for threads.
 */
public interface Ledger {

    /**
     * Folds one message's changes. One transaction serves all that wait. Completes when the outcome is committed and the
     * target has what it must have, or its delivery stands in the database: then the message stays in flight until
     * {@link Follower#delivered}. Exceptionally when neither could be done (the caller dispatches it again).
     */
    CompletableFuture<Outcome> apply(Work work);

    /**
     * Folds a page of rows, and marks its segment done with its counts, in one transaction. Blocks, but never for a target
     * that is away.
     *
     * @throws Postponed when the target cannot take it now: nothing of it counts
     */
    PageOutcome apply(Page page);

    /**
     * What a message or row would do now. Writes nothing, and nobody waits for it. Blocks.
     *
     * <p>A replay right after it does what it says, unless something else was folded between.
     */
    Preview preview(Mapped record);

    /** Tells what happens on the way to the targets from now on, and which targets are away already. */
    default void follow(Follower follower) {}

    /** Hears of what happens on the way to the targets; must be quick. */
    interface Follower {
        /** The class's target cannot be reached: what comes now only waits. */
        default void away(DataClass dataClass) {}

        default void back(DataClass dataClass) {}

        /** The target has by now what these messages meant, or has refused it. */
        default void delivered(List<Long> journalIds) {}
    }

    /** Counts of a page. */
    record PageOutcome(int applied, int superseded, int merged, int excluded, int deadLettered) {}
}
