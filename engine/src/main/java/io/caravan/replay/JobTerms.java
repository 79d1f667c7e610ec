package io.caravan.replay;

/**
 * How a job goes about its work.
 *
 * @param perSecond its own limit, without bursts; 0 = as fast as the class takes them
 * @param canary first one letter, then ten, each to its end, then the rest; a failure among the first eleven stops the job
 * @param inWindows whether it waits while bulk work of the class is shut
 * @param stopAt so many failures stop it
 */
public record JobTerms(double perSecond, boolean canary, boolean inWindows, int stopAt) {
    public static final int USUAL_STOP = 10;
    public static final JobTerms USUAL = new JobTerms(0, false, false, USUAL_STOP);
    private static final double MOST_PER_SECOND = 100_000;

    public JobTerms {
        if (!(perSecond >= 0 && perSecond <= MOST_PER_SECOND)) {
            throw new IllegalArgumentException(
                    "A rate is from 0 (no limit) to " + (long) MOST_PER_SECOND + " a second");
        }
        if (stopAt < 1) {
            throw new IllegalArgumentException("A job stops at 1 failure or more");
        }
    }
}
