package io.caravan.throttle;

import java.time.Duration;

/**
 * Judges calls a second's worth at a time: one slow answer among many is chance. A call that carries much and takes long is
 * first made smaller; only where small ones are slow, too, what is called has too much to do. Not safe for threads.
 */
final class Verdicts {
    private static final int LEAST_BITE = 3;
    /** A live call that carries more says little: how much it carries is not chosen here. */
    private static final int LARGE_LIVE = 10;

    private static final double SLOW_SHARE = 0.2;
    private static final int FEW = 3;
    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final long LONG_WINDOW_NANOS = 4_000_000_000L;
    private static final int GROW_AFTER = 5;

    private final Slowness slowness;
    private final int mostBite;
    private int bite;
    private long since;
    private int calls;
    private int slow;
    private int quick;
    private int small;
    private int smallAndSlow;
    private int wellInARow;

    /** What follows from the calls of late. */
    enum Verdict {
        /** Too few yet. */
        OPEN,
        WELL,
        /** Calls carry less from now on; nothing else follows yet. */
        SMALLER,
        SLOW
    }

    Verdicts(Slowness slowness, int mostBite, long nanos) {
        this.slowness = slowness;
        this.mostBite = mostBite;
        this.bite = mostBite;
        this.since = nanos;
    }

    int bite() {
        return bite;
    }

    /** Where nobody says what is slow, calls of both lanes cannot be compared: those of bulk work are judged. */
    boolean isAbout(Lane lane) {
        return lane == Lane.BULK || slowness.dependsOnUnits();
    }

    String words() {
        return slowness.words();
    }

    void anew(long now) {
        since = now;
        calls = 0;
        slow = 0;
        quick = 0;
        small = 0;
        smallAndSlow = 0;
    }

    Verdict of(int units, Duration took, Lane lane, long now) {
        boolean isSlow = slowness.isSlow(units, took, now);
        boolean chosen = lane == Lane.BULK;
        if (!chosen && slowness.dependsOnUnits() && units > LARGE_LIVE) {
            return Verdict.OPEN;
        }
        boolean isSmall = !chosen || !slowness.dependsOnUnits() || units <= LEAST_BITE;
        if (calls == 0 && now - since > LONG_WINDOW_NANOS) {
            since = now - WINDOW_NANOS; // after a rest nothing is known
        }
        calls++;
        slow += isSlow ? 1 : 0;
        quick += slowness.isQuick(took) ? 1 : 0;
        small += isSmall ? 1 : 0;
        smallAndSlow += isSmall && isSlow ? 1 : 0;
        boolean enough = (now - since >= WINDOW_NANOS && calls >= FEW) || now - since >= LONG_WINDOW_NANOS;
        if (!enough) {
            return Verdict.OPEN;
        }
        Verdict verdict = verdict(now - since >= LONG_WINDOW_NANOS ? 1 : 2);
        anew(now);
        return verdict;
    }

    private Verdict verdict(int leastSlow) {
        if (smallAndSlow >= leastSlow && smallAndSlow > small * SLOW_SHARE) {
            wellInARow = 0;
            return Verdict.SLOW;
        }
        if (slow >= leastSlow && slow > calls * SLOW_SHARE) {
            wellInARow = 0;
            bite = Math.max(LEAST_BITE, bite / 2);
            return Verdict.SMALLER;
        }
        grow();
        return Verdict.WELL;
    }

    private void grow() {
        wellInARow = quick == calls ? wellInARow + 1 : 0;
        if (bite < mostBite && wellInARow >= GROW_AFTER) {
            wellInARow = 0;
            bite = (int) Math.min(mostBite, bite * 2L);
        }
    }
}
