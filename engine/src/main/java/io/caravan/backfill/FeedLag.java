package io.caravan.backfill;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long messages of one class were on their way: from the event in the old application to the journal. Counted in steps of an
 * eighth of a power of two, over the last one to two hours. Safe for threads; a count that is lost at the turn of an hour does
 * not matter.
 */
public final class FeedLag {
    private static final int STEPS = 8;
    private static final int BUCKETS = STEPS * 48;
    private static final long TURN_MICROS = Duration.ofHours(1).toMillis() * 1000;
    private static final double QUANTILE = 0.999;

    private final AtomicLong turnedAt = new AtomicLong(Long.MIN_VALUE);
    private volatile AtomicLongArray present = new AtomicLongArray(BUCKETS);
    private volatile AtomicLongArray before = new AtomicLongArray(BUCKETS);

    /** @param eventMicros EVN-2, or what else tells when it happened; {@code receivedMicros} when the journal had it */
    void record(long eventMicros, long receivedMicros) {
        long turned = turnedAt.get();
        if (receivedMicros - TURN_MICROS > turned && turnedAt.compareAndSet(turned, receivedMicros)) {
            before = present;
            present = new AtomicLongArray(BUCKETS);
        }
        present.incrementAndGet(bucket(Math.max(0, receivedMicros - eventMicros)));
    }

    /** What all but one in a thousand did not exceed; empty before the first message. */
    public Optional<Duration> p999() {
        AtomicLongArray now = present;
        AtomicLongArray then = before;
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += now.get(i) + then.get(i);
        }
        if (count == 0) {
            return Optional.empty();
        }
        long wanted = (long) Math.ceil(count * QUANTILE);
        long seen = 0;
        int bucket = -1;
        while (seen < wanted && bucket < BUCKETS - 1) {
            bucket++;
            seen += now.get(bucket) + then.get(bucket);
        }
        return Optional.of(Duration.ofNanos(upperEnd(bucket) * 1000));
    }

    private static int bucket(long micros) {
        long value = micros + STEPS;
        int power = 63 - Long.numberOfLeadingZeros(value);
        int step = (int) (value >>> power - 3) & STEPS - 1;
        return Math.min(BUCKETS - 1, (power - 3) * STEPS + step);
    }

    private static long upperEnd(int bucket) {
        int power = bucket / STEPS + 3;
        long step = bucket % STEPS;
        return (STEPS + step + 1 << power - 3) - STEPS;
    }
}
