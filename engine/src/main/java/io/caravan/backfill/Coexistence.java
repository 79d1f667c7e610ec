package io.caravan.backfill;

import java.time.Duration;
import java.util.Optional;

/**
 * How a legacy database lives beside the feeds that come from the same application: {@code legacy.<name>.*}.
 *
 * @param overlap the longest transaction of the old application: a row's time of change is set before it can be seen
 * @param clockSkew up to this difference nobody can say whether a row or a message is newer, and the message wins
 * @param settle how long a page waits after it was read, so that the feed has passed it; empty = as {@link #settleOf} says
 * @param expectsFeed false where nobody works in the old application any more
 */
public record Coexistence(
        Duration overlap, Duration clockSkew, Optional<Duration> settle, Deletes deletes, boolean expectsFeed) {
    private static final Duration SETTLE_WITHOUT_VERSION = Duration.ofSeconds(10);
    private static final long MICROS = 1_000_000;

    public static final Coexistence DEFAULT =
            new Coexistence(Duration.ofMinutes(15), Duration.ZERO, Optional.empty(), Deletes.DEFAULT, true);

    /** What a scan does about rows that are gone. */
    public enum OnDelete {
        FINDING,
        TOMBSTONE
    }

    /**
     * {@code legacy.<name>.deletes} and {@code .deletes-percent}.
     *
     * @param mostPercent more than this share of all rows is taken for a mistake, unless somebody confirms it
     */
    public record Deletes(OnDelete onDelete, double mostPercent) {
        public static final Deletes DEFAULT = new Deletes(OnDelete.FINDING, 1);
    }

    /** Rows with a time of change may be applied at once, whatever the feed is still to bring: the fold is free of order. */
    Duration settleOf(LegacySelect select) {
        return settle.orElse(select.version().isPresent() ? Duration.ZERO : SETTLE_WITHOUT_VERSION);
    }

    long skewMicros() {
        return micros(clockSkew);
    }

    /** How much older a row is taken to be than it says; one more than the skew, so that a message at the very end of it wins. */
    long rowSetbackMicros() {
        return clockSkew.isZero() ? 0 : micros(clockSkew) + 1;
    }

    private static long micros(Duration duration) {
        return duration.getSeconds() * MICROS + duration.getNano() / 1000;
    }
}
