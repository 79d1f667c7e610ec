package io.caravan.user;

/** One action. */
public enum Right {
    /** What each class is doing, in numbers. */
    SEE_STATUS,
    /** Dead letters and findings, without patient data. */
    SEE_LISTS,
    /** Start, pause and resume a backfill or a class. */
    CONTROL,
    /** Replay, discard or export dead letters. */
    REPLAY,
    /** Edit a dead letter's message, and see it in clear. */
    REPAIR,
    /** Read resources in clear. */
    READ_CLEAR,
    /** Change windows, blackouts and rates. */
    SCHEDULE,
    /** Read and verify the audit log. */
    SEE_AUDIT,
    /** Add and remove users. */
    MANAGE_USERS
}
