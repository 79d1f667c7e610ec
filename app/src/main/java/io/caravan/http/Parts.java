package io.caravan.http;

import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.balance.Balance;
import io.caravan.deadletter.DeadLetters;
import io.caravan.finding.Findings;
import io.caravan.journal.Journal;
import io.caravan.ledger.ResourceStore;

/** The ports that the API speaks to. */
public record Parts(
        Balance balance,
        DeadLetters deadLetters,
        Findings findings,
        Backfill backfill,
        Journal journal,
        ResourceStore resources,
        AuditLog audit) {}
