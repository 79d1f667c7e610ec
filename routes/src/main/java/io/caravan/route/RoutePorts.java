package io.caravan.route;

import io.caravan.backfill.Backfill;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Rehearsals;
import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.Endings;
import io.caravan.journal.Fragments;
import io.caravan.journal.Journal;
import io.caravan.journal.Refusals;
import io.caravan.journal.SequenceNumbers;
import io.caravan.ledger.Ledger;

/** What the routes stand on: the engine's promises and the knowledge of the mappers. */
public record RoutePorts(
        Journal journal,
        Dispatcher dispatcher,
        Backfill backfill,
        Ledger ledger,
        Letters letters,
        Links links,
        Knowledge knowledge) {

    /** Where what cannot go on ends, and where its replay is tried without effect. */
    public record Letters(DeadLetters deadLetters, Rehearsals rehearsals) {}

    /** What is kept of the talk with senders, beside their messages. */
    public record Links(Refusals refusals, Fragments fragments, SequenceNumbers sequences, Endings endings) {}
}
