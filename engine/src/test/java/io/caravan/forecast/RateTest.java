package io.caravan.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.caravan.window.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class RateTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Limit SLOW = new Limit(OptionalInt.of(100), OptionalInt.empty());
    private static final Limit ONE_AT_ONCE = new Limit(OptionalInt.empty(), OptionalInt.of(1));

    @Test
    void nothingMeasuredIsNoRate() {
        assertThat(Rate.measured(List.of(), 3)).isEmpty();
        assertThat(Rate.measured(List.of(new RateSample(START, Limit.NONE, 0, 3600, 0)), 3))
                .isEmpty();
    }

    @Test
    void whatWasDoneInOpenTimeIsTheRateWithTheTimeInWhichNothingMoved() {
        Rate rate = Rate.measured(hours(100, Limit.NONE, hour -> hour % 2 == 0 ? 400 : 0), 3)
                .orElseThrow();

        assertThat(rate.perSecond(Limit.NONE)).isCloseTo(200, within(10.0));
        assertThat(rate.isBound()).isFalse();
    }

    @Test
    void aLimitHoldsItBackOnlyWhileItGetsAnywhere() {
        Rate rate = Rate.measured(hours(100, Limit.NONE, hour -> hour % 2 == 0 ? 400 : 0), 3)
                .orElseThrow();

        assertThat(rate.perSecond(SLOW)).isCloseTo(50, within(3.0));
        assertThat(rate.perSecond(ONE_AT_ONCE)).isCloseTo(200 / 3.0, within(5.0));
    }

    @Test
    void measuredOnlyAtItsLimitNobodyKnowsHowFastItWouldBeWithoutAndTheLimitIsTaken() {
        Rate rate = Rate.measured(hours(50, SLOW, hour -> 99), 3).orElseThrow();

        assertThat(rate.isBound()).isTrue();
        assertThat(rate.perSecond(SLOW)).isCloseTo(99, within(1.0));
        assertThat(rate.perSecond(Limit.NONE)).isCloseTo(99, within(1.0));
    }

    @Test
    void whatWasMeasuredWithoutALimitTellsOfTheLimitAndTheOtherWayRound() {
        List<RateSample> samples = new ArrayList<>(hours(50, SLOW, hour -> 99));
        samples.addAll(hours(5, Limit.NONE, hour -> 800));

        Rate rate = Rate.measured(samples, 3).orElseThrow();

        assertThat(rate.isBound()).isFalse();
        assertThat(rate.perSecond(Limit.NONE)).isCloseTo(800, within(20.0));
        assertThat(rate.perSecond(SLOW)).isCloseTo(99, within(2.0));
    }

    @Test
    void whatIsLongAgoCountsLess() {
        Rate rate = Rate.measured(hours(24 * 60, Limit.NONE, hour -> hour < 24 * 30 ? 100 : 300), 3)
                .orElseThrow();

        assertThat(rate.perSecond(Limit.NONE)).isBetween(250.0, 300.0);
    }

    @Test
    void theMoreWasMeasuredAndTheFurtherAheadTheSurerItIs() {
        IntToDoubleFunction uneven = hour -> 100 + 60 * Math.sin(hour * 2.4);
        Rate shortly = Rate.measured(hours(3, Limit.NONE, uneven), 3).orElseThrow();
        Rate longer = Rate.measured(hours(200, Limit.NONE, uneven), 3).orElseThrow();

        assertThat(longer.deviation(3600)).isLessThan(shortly.deviation(3600));
        assertThat(longer.deviation(360_000)).isLessThan(longer.deviation(3600));
        assertThat(shortly.deviation(360_000)).isGreaterThan(0.2);
    }

    @Test
    void aGuessMayBeWrongByAFactorOfThree() {
        Rate rate = Rate.guessed(
                Rate.measured(hours(200, Limit.NONE, hour -> 100), 3).orElseThrow());

        assertThat(Math.exp(Normal.Z95 * rate.deviation(1e9))).isBetween(3.0, 3.5);
        assertThat(rate.isGuessed()).isTrue();
    }

    @Test
    void studentsQuantilesAreThoseOfTheTables() {
        assertThat(Normal.student95(3)).isCloseTo(2.353, within(0.03));
        assertThat(Normal.student95(10)).isCloseTo(1.812, within(0.002));
        assertThat(Normal.below(Normal.Z95)).isCloseTo(0.95, within(1e-6));
        assertThat(Normal.below(-1)).isCloseTo(0.158655, within(1e-6));
    }

    private static List<RateSample> hours(int count, Limit limit, IntToDoubleFunction perSecond) {
        List<RateSample> samples = new ArrayList<>();
        for (int hour = 0; hour < count; hour++) {
            double rate = perSecond.applyAsDouble(hour);
            samples.add(new RateSample(
                    START.plus(Duration.ofHours(hour)), limit, Math.round(rate * 3600), 3600, rate > 0 ? 3600 : 0));
        }
        return samples;
    }
}
