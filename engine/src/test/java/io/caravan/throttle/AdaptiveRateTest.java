package io.caravan.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.throttle.SimulatedTarget.Load;
import io.caravan.throttle.SimulatedTarget.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How bulk work finds its rate, against targets that are simulated on a clock that is told. */
class AdaptiveRateTest {
    private static final Terms FHIR = terms(OptionalInt.empty(), Optional.of(Duration.ofMillis(250)));

    private static Terms terms(OptionalInt perSecond, Optional<Duration> slowAfter) {
        return new Terms(perSecond, OptionalInt.empty(), 0.3, slowAfter, 50);
    }

    @Example
    void whileAllIsWellThereIsNoCeiling() {
        SimulatedTarget target = new SimulatedTarget(FHIR, 3, 50, load -> Reply.after(40));

        double rate = target.run(60);

        assertThat(target.throttle().state().ceiling()).isEmpty();
        assertThat(target.throttle().state().cuts()).isZero();
        assertThat(rate).isBetween(3 * 50 / 0.041 * 0.95, 3 * 50 / 0.040);
    }

    @Property(tries = 15)
    void aTargetThatGetsSlowIsLeftNearlyAloneAndTheFormerRateIsBackWithinAMinute(
            @ForAll @IntRange(min = 5, max = 120) int quick,
            @ForAll @IntRange(min = 300, max = 3_000) int slow,
            @ForAll @IntRange(min = 1, max = 6) int workers,
            @ForAll @IntRange(min = 15, max = 60) int slowSeconds) {
        int begins = 20;
        int ends = begins + slowSeconds;
        SimulatedTarget target = new SimulatedTarget(
                FHIR,
                workers,
                100,
                load -> Reply.after(load.second() >= begins && load.second() < ends ? slow : quick));

        double before = target.run(begins);
        target.run(slowSeconds - 1);
        double held = target.throttle().bulkPerSecond().orElse(before);
        target.run(61);
        double after = target.run(10);

        assertThat(held).isLessThanOrEqualTo(before / 2);
        assertThat(after).isGreaterThanOrEqualTo(before * 0.8);
    }

    @Example
    void aSlowTargetGetsOneSmallBulkCallAtATime() {
        SimulatedTarget target = new SimulatedTarget(FHIR, 6, 50, load -> Reply.after(load.second() < 20 ? 30 : 300));
        double before = target.run(20);

        target.run(20);

        assertThat(target.run(20)).isLessThan(before * 0.03);
        assertThat(target.throttle().state().bulk().underWay()).isLessThanOrEqualTo(1);
        assertThat(target.throttle().state().why()).contains("longer than 250 ms");
    }

    /** What bulk work sends is in the way of live calls. */
    @Example
    void liveCallsOfATargetThatWorksOffOneCallAfterTheOtherStayQuick() {
        SimulatedTarget target = new SimulatedTarget(
                FHIR, 6, 500, load -> Reply.after(load.calls() * (load.second() < 20 ? 20L : 150L)));
        target.run(40);
        target.liveP99();

        target.run(40);

        assertThat(target.liveP99()).isLessThanOrEqualTo(Duration.ofMillis(300));
    }

    @Property(tries = 8)
    void aTargetThatTakesSoManyASecondGetsNearlySoManyAndSeldomHasToSayNo(
            @ForAll @IntRange(min = 300, max = 3_000) int most) {
        SimulatedTarget target = new SimulatedTarget(FHIR, 4, 0, load -> refusing(load, most));
        target.run(60);
        target.pushedBack();

        double rate = target.run(240);

        assertThat(rate).isGreaterThan(most * 0.4);
        assertThat(target.pushedBack()).isLessThan(240);
    }

    private static Reply refusing(Load load, int most) {
        return load.unitsLately() > most
                ? new Reply(Duration.ofMillis(5), Answer.pushedBack("429", Duration.ofSeconds(1)))
                : Reply.after(20);
    }

    @Example
    void whoAsksToBeLeftAloneIsLeftAlone() {
        SimulatedTarget target = new SimulatedTarget(
                FHIR,
                3,
                0,
                load -> load.second() == 10
                        ? new Reply(Duration.ofMillis(5), Answer.pushedBack("503", Duration.ofSeconds(30)))
                        : Reply.after(20));
        target.run(10);
        target.run(1);
        assertThat(target.throttle().state().why()).contains("503", "asked for that");

        assertThat(target.run(28)).isZero();
        assertThat(target.run(10)).isPositive();
    }

    /** A server for which fifty at once are much is no server in trouble. */
    @Example
    void callsThatCarryTooMuchCarryLessInsteadOfBeingMadeSeldom() {
        SimulatedTarget target = new SimulatedTarget(FHIR, 3, 0, load -> Reply.after(5 + 10L * load.units()));

        target.run(60);

        assertThat(target.throttle().bite()).isBetween(10, 24);
        assertThat(target.throttle().state().cuts()).isZero();
        assertThat(target.run(60)).isGreaterThan(3 * 1000 / 10.0 * 0.85);
    }

    @Example
    void aSingleSlowAnswerAmongManyIsChance() {
        SimulatedTarget target = new SimulatedTarget(
                FHIR, 3, 0, load -> Reply.after(load.second() % 10 == 3 && load.unitsLately() < 60 ? 900 : 20));

        target.run(120);

        assertThat(target.throttle().state().cuts()).isZero();
    }

    @Property(tries = 10)
    void theLimitIsKeptAndBulkWorkGetsWhatLiveTrafficLeaves(
            @ForAll @IntRange(min = 40, max = 400) int most, @ForAll @IntRange(min = 60, max = 500) int liveEvery) {
        SimulatedTarget target = new SimulatedTarget(
                terms(OptionalInt.of(most), Optional.of(Duration.ofMillis(250))),
                3,
                liveEvery,
                load -> Reply.after(20));
        target.run(10);

        double bulk = target.run(60);

        assertThat(bulk + 2 * 1000.0 / liveEvery).isBetween(most * 0.93, most * 1.07);
    }

    @Example
    void ofALowLimitBulkWorkTakesSmallBitesSoThatABusyFeedDoesNotStarveIt() {
        SimulatedTarget target = new SimulatedTarget(
                terms(OptionalInt.of(40), Optional.of(Duration.ofMillis(250))), 3, 80, load -> Reply.after(20));
        target.run(10);

        assertThat(target.throttle().bite()).isLessThanOrEqualTo(14);
        assertThat(target.run(60)).isBetween(13.5, 16.5);
    }

    /** What is unusual is slow, where nobody says what is; and what stays so is usual at last. */
    @Example
    void aTargetOfWhichNobodyKnowsHowQuickItShouldBeIsMeasuredByItself() {
        SimulatedTarget target = new SimulatedTarget(
                terms(OptionalInt.empty(), Optional.empty()),
                3,
                0,
                load -> Reply.after(load.second() < 60 ? 400 : 2_500));
        double before = target.run(60);
        assertThat(target.throttle().state().ceiling()).isEmpty();

        target.run(15);

        assertThat(target.throttle().bulkPerSecond().orElse(before)).isLessThanOrEqualTo(before / 2);
        target.run(1_500);
        assertThat(target.throttle().state().ceiling()).isEmpty();
    }
}
