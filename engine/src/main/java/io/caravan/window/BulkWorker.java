package io.caravan.window;

import java.util.List;

/** Does bulk work: tells the controller how far it is, and is woken when it may stand otherwise. Safe for threads, never waits. */
public interface BulkWorker {

    /** All that wants to run in this process, whether it may or not, and what has ended lately. */
    List<Doing> doing();

    /** The gate may answer otherwise than before: whoever waits for it asks again. */
    void wake();

    /**
     * One work that wants to run.
     *
     * @param going whether it wants to run; what does not has ended
     * @param inHand segments that were begun and are not at their end
     * @param records brought to their end since this process knows of the work
     */
    record Doing(BulkWork work, boolean going, int inHand, long records) {}
}
