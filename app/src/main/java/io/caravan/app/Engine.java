package io.caravan.app;

import io.caravan.alert.PostgresAlerts;
import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.balance.Balance;
import io.caravan.deadletter.LetterSearch;
import io.caravan.deadletter.PostgresDeadLetters;
import io.caravan.deadletter.Rehearsals;
import io.caravan.finding.Findings;
import io.caravan.http.Parts;
import io.caravan.journal.Journal;
import io.caravan.ledger.PostgresLedger;
import io.caravan.ledger.ResourceStore;
import io.caravan.replay.ReplayJobs;
import io.caravan.request.Requests;
import io.caravan.retry.Retries;
import io.caravan.route.Knowledge;
import io.caravan.route.RoutePorts;

/** The engine, put together. */
record Engine(
        Journal journal,
        Dispatching.Running dispatch,
        PostgresLedger ledger,
        Letters letters,
        Bulk bulk,
        RoutePorts.Links links,
        Requests requests,
        Parts.Emergency emergency,
        Reading reading) {

    /** Bulk work, and when it may run. */
    record Bulk(Backfill backfill, Parts.Scheduling scheduling) {}

    /** What is only looked at. */
    record Reading(
            Balance balance,
            Findings findings,
            ResourceStore resources,
            AuditLog audit,
            PostgresAlerts alerts,
            Retries retries) {}

    /** What becomes of what could not go on. */
    record Letters(
            PostgresDeadLetters deadLetters,
            LetterSearch search,
            Rehearsals rehearsals,
            Parts.Mending mending,
            ReplayJobs jobs) {}

    RoutePorts routePorts(Knowledge knowledge) {
        RoutePorts.Letters forRoutes = new RoutePorts.Letters(letters.deadLetters(), letters.rehearsals());
        return new RoutePorts(journal, dispatch.front(), bulk.backfill(), ledger, forRoutes, links, knowledge);
    }

    Parts parts() {
        return new Parts(
                reading.balance(),
                new Parts.Letters(
                        letters.deadLetters(),
                        letters.search(),
                        letters.deadLetters(),
                        letters.rehearsals(),
                        letters.mending(),
                        letters.jobs()),
                reading.findings(),
                bulk.backfill(),
                bulk.scheduling(),
                reading.resources(),
                reading.audit(),
                requests,
                reading.alerts(),
                emergency,
                dispatch.classes(),
                reading.retries());
    }
}
