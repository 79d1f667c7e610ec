package io.caravan.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsualTest {
    private static final Duration QUICK = Duration.ofMillis(300);
    private static final Duration SLOW = Duration.ofSeconds(5);

    private Usual usual;
    private long nanos;

    @BeforeEach
    void begin() {
        usual = new Usual();
        nanos = 0;
    }

    @Test
    void aProcessThatBeginsIsNotJudged() {
        assertThat(after(Duration.ZERO, QUICK)).isFalse();
        assertThat(after(Duration.ofSeconds(3), SLOW)).isFalse();
    }

    @Test
    void whatTakesFarLongerThanInTheFirstMinuteIsSlow() {
        aMinuteOf(QUICK);

        assertThat(after(Duration.ofSeconds(1), SLOW)).isTrue();
        assertThat(after(Duration.ofSeconds(1), Duration.ofMillis(900))).isFalse();
    }

    @Test
    void whatStaysSlowIsTheRuleAtLast() {
        aMinuteOf(QUICK);
        for (int i = 0; i < 1200; i++) {
            after(Duration.ofSeconds(1), SLOW);
        }

        assertThat(after(Duration.ofSeconds(1), SLOW)).isFalse();
    }

    private void aMinuteOf(Duration took) {
        for (int i = 0; i < 61; i++) {
            after(Duration.ofSeconds(1), took);
        }
    }

    private boolean after(Duration pause, Duration took) {
        nanos += pause.toNanos();
        return usual.isSlow(1000, took, nanos);
    }
}
