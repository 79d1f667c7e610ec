package io.caravan.backfill;

import java.time.Duration;

/**
 * How a run goes about its pages.
 *
 * @param pagesInFlight pages of one class and database that may be under way at once
 * @param maxAttempts how often a page is tried that fails for another reason than something being away
 * @param firstPause before the second attempt; it doubles with each up to {@code maxPause}
 */
public record RunSettings(int pagesInFlight, int maxAttempts, Duration firstPause, Duration maxPause) {
    public static final RunSettings DEFAULT = new RunSettings(3, 8, Duration.ofMillis(200), Duration.ofSeconds(30));

    public RunSettings {
        if (pagesInFlight < 1 || pagesInFlight > 16) {
            throw new IllegalArgumentException("Pages in flight are " + pagesInFlight + "; 1 to 16 are right");
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("A page is tried at least once, not " + maxAttempts + " times");
        }
    }

    /** @param failures how many attempts have failed, from 1 */
    Duration pauseAfter(int failures) {
        Duration pause = firstPause;
        for (int i = 1; i < failures && pause.compareTo(maxPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(maxPause) < 0 ? pause : maxPause;
    }
}
