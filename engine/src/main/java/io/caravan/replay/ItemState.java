package io.caravan.replay;

/** What became of one letter of a job. The ordinal is stored. */
public enum ItemState {
    WAITING,
    /** Replaying. */
    SUBMITTED,
    REPLAYED,
    SUPERSEDED,
    /** It failed again: the letter is open, with one more attempt. */
    FAILED,
    /** Not submitted: it had left its state since, or had been replayed by jobs too often. */
    SKIPPED
}
