package io.caravan.replay;

/** What a job does. The ordinal is stored. */
public enum JobKind {
    /** Sends dead letters through the present route again. */
    REPLAY,
    /** Delivers resources, as they are now, to their target again. */
    REDELIVER
}
