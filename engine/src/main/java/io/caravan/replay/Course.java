package io.caravan.replay;

import io.caravan.replay.Job.Progress;

/** What a job does next: a pure function of where it stands. */
final class Course {
    /** The canary: one letter, then ten. */
    private static final int FIRST = 1;

    private static final int FIRST_TWO = 11;
    private static final int MOST_IN_FLIGHT = 256;

    private Course() {}

    /** @param standing where the job stands from now on; the same as before where nothing is to change */
    record Step(int submit, Job.Standing standing, boolean ended) {}

    /**
     * @param successes in a row, lately: with them grows what may be under way at once. Where all fail, no more letters fail than
     *     the job may have failures
     */
    static Step next(Job job, long successes) {
        Progress progress = job.progress();
        if (job.state() != JobState.RUNNING) {
            return new Step(0, job.standing(), job.state() == JobState.CANCELLED && progress.inFlight() == 0);
        }
        boolean canary = job.terms().canary() && progress.tried() <= FIRST_TWO;
        if (canary && progress.freshFailures() > 0) {
            return stop("a letter of the canary failed again; resume the job to go on all the same, or cancel it");
        }
        if (progress.freshFailures() >= job.terms().stopAt()) {
            return stop(progress.freshFailures()
                    + " letters failed again; resume the job to go on all the same, or cancel it");
        }
        if (progress.taken() >= progress.total()) {
            boolean done = progress.inFlight() == 0;
            return new Step(0, done ? new Job.Standing(JobState.DONE, "") : job.standing(), done);
        }
        long room = Math.min(window(job, successes) - progress.inFlight(), progress.total() - progress.taken());
        if (canary) {
            room = Math.min(room, canaryRoom(progress));
        }
        return new Step((int) Math.max(0, room), job.standing(), false);
    }

    private static Step stop(String why) {
        return new Step(0, new Job.Standing(JobState.STOPPED, why), false);
    }

    private static long window(Job job, long successes) {
        long mayFail = job.terms().stopAt() - job.progress().freshFailures();
        return Math.min(MOST_IN_FLIGHT, mayFail + successes);
    }

    private static long canaryRoom(Progress progress) {
        long tried = progress.tried();
        if (tried < FIRST) {
            return FIRST - tried;
        }
        boolean atEndOfStage = tried == FIRST || tried == FIRST_TWO;
        if (atEndOfStage && progress.inFlight() > 0) {
            return 0;
        }
        return tried < FIRST_TWO ? FIRST_TWO - tried : Long.MAX_VALUE;
    }
}
