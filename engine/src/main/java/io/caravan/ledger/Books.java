package io.caravan.ledger;

import io.caravan.balance.OutcomeLog;
import io.caravan.balance.RowKeys;
import io.caravan.balance.Tallies;
import io.caravan.deadletter.LetterWriter;
import io.caravan.finding.PostgresFindings;

/** What is written beside the resources, in the same transaction. */
public record Books(
        OutcomeLog outcomes,
        Tallies tallies,
        LetterWriter letters,
        PostgresFindings findings,
        RowKeys rowKeys,
        SegmentCompletion segments) {}
