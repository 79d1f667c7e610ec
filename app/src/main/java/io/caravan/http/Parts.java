package io.caravan.http;

import io.caravan.alert.Alerts;
import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.balance.Balance;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.LetterSearch;
import io.caravan.deadletter.Rehearsals;
import io.caravan.deadletter.Repairs;
import io.caravan.finding.Findings;
import io.caravan.glass.BreakGlass;
import io.caravan.ledger.ResourceStore;
import io.caravan.request.Requests;
import java.time.Duration;

/** The ports that the API speaks to. */
public record Parts(
        Balance balance,
        Letters letters,
        Findings findings,
        Backfill backfill,
        ResourceStore resources,
        AuditLog audit,
        Requests requests,
        Alerts alerts,
        Emergency emergency) {

    /** The dead letters, and what is done with them. */
    public record Letters(DeadLetters letters, LetterSearch search, Repairs repairs, Rehearsals rehearsals) {}

    /** @param longest that somebody may see something in an emergency */
    public record Emergency(BreakGlass glass, Duration longest) {}
}
