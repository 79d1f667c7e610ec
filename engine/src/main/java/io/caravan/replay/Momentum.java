package io.caravan.replay;

import io.caravan.replay.ItemTable.Ended;
import java.util.function.LongSupplier;

/** What this process knows of a job beside the database: its pace and its luck. Lost with the process. Used by one thread. */
final class Momentum {
    private final LongSupplier nanos;
    private final Pace pace;
    private final Speed speed;
    private long successes;
    private boolean draining = true;

    Momentum(Job job, LongSupplier nanos) {
        this.nanos = nanos;
        this.pace = new Pace(job.terms().perSecond(), nanos.getAsLong());
        this.speed = new Speed(nanos.getAsLong());
    }

    /** How many letters may be submitted now. */
    int permits() {
        return pace.permits(nanos.getAsLong());
    }

    /** What was submitted before this process knew of it has to end first. */
    boolean isDraining() {
        return draining;
    }

    double speedWith(long ended) {
        return speed.perSecond(nanos.getAsLong(), ended);
    }

    /** How many have succeeded in a row, if these have ended too. */
    long successesWith(Ended settled) {
        return settled.failed() > 0 ? 0 : successes + settled.replayed() + settled.superseded();
    }

    /** A step is committed. */
    void stepped(Ended settled, int submitted, boolean nothingLeft) {
        successes = successesWith(settled);
        speed.add(nanos.getAsLong(), settled.all());
        pace.take(submitted);
        draining &= !nothingLeft;
    }
}
