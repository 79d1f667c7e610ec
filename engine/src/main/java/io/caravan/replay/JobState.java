package io.caravan.replay;

/** Where a job stands. The ordinal is stored; the name in lower case is what people see. */
public enum JobState {
    RUNNING,
    /** By a person. */
    PAUSED,
    /** By too many failures; a person resumes or cancels it. */
    STOPPED,
    DONE,
    /** What was not submitted by then stays as it is. */
    CANCELLED;

    /** Whether somebody may pause or cancel it. */
    boolean isOpen() {
        return this == RUNNING || this == PAUSED || this == STOPPED;
    }
}
