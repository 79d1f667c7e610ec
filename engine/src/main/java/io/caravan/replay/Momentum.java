package io.caravan.replay;

import io.caravan.replay.ItemTable.Ended;
import io.caravan.throttle.Bucket;
import io.caravan.window.Limit;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** What this process knows of a job beside the database: its pace and its luck. Lost with the process. Used by one thread. */
final class Momentum {
    /** Without bursts: of a rate that is not used so much is saved. */
    private static final double SAVED_SECONDS = 0.1;

    private final LongSupplier nanos;
    private final double own;
    private final Bucket pace;
    private final Speed speed;
    private long successes;
    private boolean draining = true;

    Momentum(Job job, LongSupplier nanos) {
        this.nanos = nanos;
        this.own = job.terms().perSecond() == 0 ? Bucket.UNLIMITED : job.terms().perSecond();
        this.pace = new Bucket(own, SAVED_SECONDS, nanos.getAsLong());
        this.speed = new Speed(nanos.getAsLong());
    }

    /** How many letters may be submitted now. */
    int permits() {
        return pace.permits(nanos.getAsLong());
    }

    /** The same at the rate of the window, if that is lower than the job's own. */
    int permits(Limit limit) {
        OptionalInt ofWindow = limit.perSecond();
        if (ofWindow.isPresent() && ofWindow.getAsInt() <= 0) {
            return 0;
        }
        double rate = Math.min(own, ofWindow.isPresent() ? ofWindow.getAsInt() : Bucket.UNLIMITED);
        if (rate != pace.perSecond()) {
            pace.change(rate, nanos.getAsLong());
        }
        return permits();
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
        pace.take(submitted, nanos.getAsLong());
        draining &= !nothingLeft;
    }
}
