package io.caravan.replay;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Dead letters replayed as jobs on the server. The selection is frozen when a job is created; its letters go in order of
 * custody, each patient's one after the other, and each is submitted exactly once, with one audit record in the same
 * transaction. A job survives the end of the process, however it ends. Every action here is audited. Safe for threads.
 */
public interface ReplayJobs {

    /** What a job of this selection would take; nothing is done. */
    JobPreview preview(Selection selection);

    /**
     * Freezes the selection and begins.
     *
     * @return the job; the one that is there already where the request is known
     * @throws JobRefused where there is nothing to replay, or another job works on one of the sources
     */
    Job create(Selection selection, JobTerms terms, JobRequest request);

    /**
     * Delivers a class's resources, as they are now, to the class's target again: all that were changed since then and before
     * now; later ones are delivered anyway. For a target that was set back to an older state.
     *
     * @throws JobRefused where the class has no target of its own, or another job delivers to it
     */
    Job redeliver(DataClass dataClass, Instant since, JobTerms terms, JobRequest request);

    /** Newest first. */
    List<Job> list(long beforeId, int limit);

    Optional<Job> find(long id);

    /** Its letters in these states, in the order in which they go. */
    List<JobItem> items(long id, List<ItemState> states, long afterOrdinal, int limit);

    /** Letters that came into the groups of its selection since it was created; more than a limit are not counted. */
    long newcomers(long id);

    /** Submits nothing more; what is under way ends. */
    Job pause(long id, String actor, String reason);

    /** Goes on after a pause or a stop; failures are counted anew. */
    Job resume(long id, String actor, String reason);

    /** Ends it: what was not submitted stays as it is. */
    Job cancel(long id, String actor, String reason);
}
