package io.caravan.http;

import io.caravan.backfill.Backfill;
import java.time.Duration;
import java.util.Optional;

/** Whether a feed is further behind than pages of a backfill wait for it. */
final class FeedAlarm {

    private FeedAlarm() {}

    /** @param lag p99.9; what waits for a watermark, or for nothing, is not concerned */
    static boolean of(Optional<Duration> lag, Backfill.Status status) {
        return lag.isPresent()
                && status.sources().stream()
                        .flatMap(source -> source.reading().settle().stream())
                        .anyMatch(settle -> !settle.isZero() && settle.compareTo(lag.get()) < 0);
    }
}
