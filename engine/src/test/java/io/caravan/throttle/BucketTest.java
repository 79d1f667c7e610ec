package io.caravan.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class BucketTest {
    private static final double NANOS = 1e9;

    @Property
    void nobodyGetsMoreThanWhatWasSavedAndWhatCame(
            @ForAll @DoubleRange(min = 0.2, max = 5_000) double perSecond,
            @ForAll @DoubleRange(max = 2) double saved,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 50) Integer> asked,
            @ForAll @LongRange(max = 2_000_000_000L) long pause) {
        long now = -7_000_000_000L;
        long begun = now;
        Bucket bucket = new Bucket(perSecond, saved, now);
        double taken = 0;
        int largest = 0;

        for (int count : asked) {
            if (bucket.wait(count, 0, now) == 0) {
                bucket.take(count, now);
                taken += count;
                largest = Math.max(largest, count);
            }
            now += pause;
        }

        double came = (now - begun) / NANOS * perSecond;
        assertThat(taken).isLessThanOrEqualTo(bucket.capacity() + came + largest + 1e-6);
    }

    @Property
    void whoWaitsAsLongAsToldMayGoAndWhoWaitsLessMayNot(
            @ForAll @DoubleRange(min = 0.2, max = 5_000) double perSecond,
            @ForAll @DoubleRange(max = 2) double saved,
            @ForAll @DoubleRange(max = 0.9) double share,
            @ForAll @IntRange(min = 1, max = 500) int owed,
            @ForAll @IntRange(min = 1, max = 500) int count) {
        Bucket bucket = new Bucket(perSecond, saved, 0);
        bucket.take(owed, 0);
        double left = bucket.capacity() * share;

        long wait = bucket.wait(count, left, 0);

        if (wait > 10) {
            assertThat(bucket.wait(count, left, wait / 2)).isPositive();
        }
        assertThat(bucket.wait(count, left, wait + 10)).isZero();
    }

    @Property
    void whatIsKeptForLiveTrafficIsAlwaysThere(
            @ForAll @IntRange(min = 10, max = 5_000) int perSecond,
            @ForAll @DoubleRange(min = 0.1, max = 0.9) double share,
            @ForAll @Size(min = 1, max = 60) List<@LongRange(max = 300_000_000L) Long> pauses) {
        Bucket bucket = new Bucket(perSecond, 1, 0);
        long now = 0;

        for (long pause : pauses) {
            now += pause;
            while (bucket.wait(1, bucket.capacity() * share, now) == 0) {
                bucket.take(1, now);
            }

            assertThat(bucket.permits(now)).isGreaterThanOrEqualTo((int) Math.floor(perSecond * share - 1e-6));
        }
    }

    @Property
    void whatLiveTrafficTakesBeyondTheLimitIsOwedForASecondAtMost(
            @ForAll @DoubleRange(min = 0.5, max = 500) double perSecond,
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 10_000) Integer> calls) {
        Bucket bucket = new Bucket(perSecond, 1, 0);

        calls.forEach(units -> bucket.takeAnyway(units, 0));

        assertThat(bucket.wait(1, 0, 0)).isLessThanOrEqualTo((long) ((1 + 1 / perSecond) * NANOS) + 10);
    }

    /** A library does the same where it can: whole tokens, one lane. */
    @Property
    void itGrantsWhatAnotherBucketGrants(
            @ForAll @IntRange(min = 1, max = 1_000) int perSecond,
            @ForAll @Size(max = 80) List<@IntRange(min = 1, max = 30) Integer> asked,
            @ForAll @Size(min = 80, max = 80) List<@IntRange(max = 400) Integer> millis) {
        AtomicLong now = new AtomicLong();
        Bucket ours = new Bucket(perSecond, 1, 0);
        io.github.bucket4j.Bucket theirs = io.github.bucket4j.Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond + 1).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(new Told(now))
                .build();

        for (int i = 0; i < asked.size(); i++) {
            now.addAndGet(millis.get(i) * 1_000_000L + 500);
            int count = Math.min(asked.get(i), perSecond);
            double missing = ours.wait(count, 0, now.get());
            boolean granted = theirs.tryConsume(count);
            if (granted) {
                ours.take(count, now.get());
            }
            // Between whole tokens the two may differ by rounding; by no more than a moment.
            assertThat(granted).isEqualTo(missing <= (granted ? 1_000 : -1));
        }
    }

    private record Told(AtomicLong now) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return now.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    @Example
    void aClockThatIsSetBackGivesNothingAndTakesNothing() {
        Bucket bucket = new Bucket(10, 1, 1_000_000_000L);
        bucket.take(11, 1_000_000_000L);

        assertThat(bucket.permits(0)).isZero();
        assertThat(bucket.permits(500_000_000L)).isEqualTo(5);
    }

    @Example
    void aRateBelowOneASecondLetsOneGoAfterTheOther() {
        Bucket bucket = new Bucket(0.5, 0, 0);
        bucket.take(1, 0);

        assertThat(bucket.permits(1_900_000_000L)).isZero();
        assertThat(bucket.permits(2_000_000_000L)).isEqualTo(1);
        assertThat(bucket.permits(20_000_000_000L)).isEqualTo(1);
    }

    @Example
    void aNewRateKeepsWhatIsOwed() {
        Bucket bucket = new Bucket(100, 0, 0);
        bucket.take(51, 0);
        bucket.change(10, 0);

        assertThat(bucket.wait(1, 0, 0)).isEqualTo(5_100_000_000L);
    }

    @Example
    void withoutALimitNobodyWaitsAndALimitThatComesBeginsEmpty() {
        Bucket bucket = new Bucket(Bucket.UNLIMITED, 0.25, 0);
        bucket.take(1_000_000, 0);

        assertThat(bucket.wait(1_000_000, 0, 0)).isZero();

        bucket.change(10, 0);
        assertThat(bucket.permits(0)).isZero();
        assertThat(bucket.permits(200_000_000L)).isEqualTo(2);
    }
}
