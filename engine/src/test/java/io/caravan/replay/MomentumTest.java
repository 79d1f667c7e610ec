package io.caravan.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.replay.Job.Progress;
import io.caravan.window.Limit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On a clock that is told. */
class MomentumTest {
    private static final ItemTable.Ended NONE = new ItemTable.Ended(0, 0, 0);
    private final AtomicLong now = new AtomicLong();

    private Momentum momentum(double perSecond) {
        JobTerms terms = new JobTerms(perSecond, false, true, 10);
        Job job = new Job(
                1,
                JobKind.REPLAY,
                new JobRequest("r", "anna", "test"),
                new Job.Selected("all", Set.of(), Set.of()),
                terms,
                new Job.Standing(JobState.RUNNING, ""),
                new Progress(1_000_000, 0, 0, 0, 0, 0, 0, 0),
                new Job.Times(Instant.EPOCH, Instant.EPOCH, Optional.empty()));
        return new Momentum(job, now::get);
    }

    private long submittedInAMinute(Momentum momentum, Limit limit) {
        long submitted = 0;
        for (int step = 0; step < 3_000; step++) {
            now.addAndGet(20_000_000L);
            int permits = Math.min(256, momentum.permits(limit));
            momentum.stepped(NONE, permits, true);
            submitted += permits;
        }
        return submitted;
    }

    private static Limit perSecond(int rate) {
        return new Limit(OptionalInt.of(rate), OptionalInt.empty());
    }

    @Test
    void aJobKeepsItsOwnRate() {
        assertThat(submittedInAMinute(momentum(12.5), Limit.NONE)).isBetween(745L, 755L);
    }

    @Test
    void theWindowsRateHoldsWhereItIsLowerThanTheJobs() {
        assertThat(submittedInAMinute(momentum(0), perSecond(5))).isBetween(298L, 302L);
        assertThat(submittedInAMinute(momentum(50), perSecond(5))).isBetween(298L, 310L);
        assertThat(submittedInAMinute(momentum(5), perSecond(50))).isBetween(298L, 302L);
    }

    @Test
    void whatOneHourAllowsTheNextDoesNotGoOnWith() {
        Momentum momentum = momentum(0);
        assertThat(submittedInAMinute(momentum, Limit.NONE)).isEqualTo(3_000 * 256);

        assertThat(submittedInAMinute(momentum, perSecond(2))).isBetween(118L, 121L);
        assertThat(submittedInAMinute(momentum, perSecond(0))).isZero();
    }
}
