package io.caravan.route;

import io.caravan.backfill.Backfill;
import io.caravan.deadletter.DeadLetters;
import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.Journal;
import io.caravan.ledger.Ledger;

/** What the routes stand on: the engine's promises and the knowledge of the mappers. */
public record RoutePorts(
        Journal journal,
        Dispatcher dispatcher,
        Backfill backfill,
        Ledger ledger,
        DeadLetters deadLetters,
        Knowledge knowledge) {}
