package io.caravan.user;

/** One action. */
public enum Right {
    /** What each class is doing, in numbers. */
    SEE_STATUS(Reach.CLASS),
    /** Dead letters, findings and alerts, without patient data. */
    SEE_LISTS(Reach.CLASS),
    /** Start, pause and resume a backfill; ask a target again at once. */
    CONTROL(Reach.CLASS),
    /** Pause and resume a class. */
    PAUSE_CLASS(Reach.CLASS),
    /** Send dead letters through the present route again. */
    REPLAY(Reach.CLASS),
    /** Deliver a rendered resource to its target again. */
    REDELIVER(Reach.CLASS),
    /** Send a dead letter through another route, or as another source. */
    REDIRECT(Reach.CLASS),
    /** Make a new version of what a dead letter holds. */
    EDIT(Reach.CLASS),
    /** Approve what another user has edited. */
    APPROVE(Reach.CLASS),
    /** End dead letters for good. */
    DISCARD(Reach.CLASS),
    /** Hold dead letters, and release those that are held. */
    RELEASE(Reach.CLASS),
    /** Start, pause, resume and cancel jobs. */
    JOBS(Reach.CLASS),
    /** Take lists of dead letters away; their messages only together with {@link #SEE_BODY}. */
    EXPORT(Reach.CLASS),
    /** Assign dead letters, write notes, acknowledge alerts. */
    ASSIGN(Reach.CLASS),
    /** See the message of a dead letter in clear. */
    SEE_BODY(Reach.CLASS),
    /** See one message or one resource in clear in an emergency: with a reason, for a while, and everybody is told. */
    BREAK_GLASS(Reach.CLASS),
    /** Read resources in clear. A resource has facts of several classes, so that this is never for one class only. */
    READ_CLEAR(Reach.ALL),
    /** Change windows, blackouts and rates. */
    SCHEDULE(Reach.CLASS),
    /** Read and verify the audit log, and see who has broken the glass. */
    SEE_AUDIT(Reach.ALL),
    /** Add and remove users. */
    MANAGE_USERS(Reach.ALL);

    private final Reach reach;

    Right(Reach reach) {
        this.reach = reach;
    }

    /** Whether a role that is given for one class brings it, for that class. */
    boolean isByClass() {
        return reach == Reach.CLASS;
    }

    private enum Reach {
        CLASS,
        ALL
    }
}
