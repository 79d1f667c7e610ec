package io.caravan.ledger;

/** What became of a message or row. Their sum, with what is in flight, is what was read. The ordinal is stored. */
public enum Outcome {
    APPLIED,
    SUPERSEDED,
    MERGED,
    EXCLUDED,
    DEAD_LETTERED
}
