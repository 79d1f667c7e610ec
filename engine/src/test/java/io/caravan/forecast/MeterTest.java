package io.caravan.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.caravan.message.DataClass;
import io.caravan.window.BulkWork;
import io.caravan.window.EmergencyStop;
import io.caravan.window.Limit;
import io.caravan.window.Phase;
import io.caravan.window.Plan;
import io.caravan.window.Schedule;
import io.caravan.window.Scope;
import io.caravan.window.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final BulkWork LABS = new BulkWork(Phase.BACKFILL, DataClass.LABS, "oldlis");
    private static final Plan NIGHTS = new Plan(List.of(new Window(
            "nights",
            "UTC",
            List.of(new Window.Opening.Weekly(EnumSet.allOf(DayOfWeek.class), LocalTime.of(22, 0), LocalTime.of(6, 0))),
            List.of(),
            Window.HolidayRule.START_DAY,
            Duration.ZERO,
            Duration.ZERO,
            List.of(),
            Optional.empty(),
            Scope.ALL)));
    private static final Schedule AT_NIGHT = new Schedule(NIGHTS, List.of(), Optional.empty());
    private static final Schedule STOPPED =
            new Schedule(NIGHTS, List.of(), Optional.of(new EmergencyStop(Instant.EPOCH, "anna", "major incident")));

    private final Meter meter = new Meter(Map.of());

    @Test
    void whatWasDoneIsCountedByTheHourWithTheTimeInWhichItWasToRun() {
        look("2026-03-01T21:50:00Z", Workload.State.GOING, 1, 0);
        look("2026-03-01T22:20:00Z", Workload.State.GOING, 1, 1_000);
        look("2026-03-01T23:10:00Z", Workload.State.GOING, 1, 5_000);

        List<RateSample> samples = samples();
        assertThat(samples)
                .extracting(RateSample::hour)
                .containsExactlyInAnyOrder(
                        Instant.parse("2026-03-01T22:00:00Z"), Instant.parse("2026-03-01T23:00:00Z"));
        assertThat(samples.stream().mapToLong(RateSample::records).sum()).isEqualTo(5_000);
        assertThat(open(samples)).isCloseTo(70 * 60, within(0.1));
        assertThat(samples).allMatch(sample -> sample.limit().equals(Limit.NONE));
    }

    @Test
    void anotherRunCountsFromItsBeginning() {
        look("2026-03-01T22:00:00Z", Workload.State.GOING, 1, 9_000);
        look("2026-03-01T22:10:00Z", Workload.State.GOING, 2, 300);

        assertThat(samples().get(0).records()).isEqualTo(300);
    }

    @Test
    void aPauseCountsAsOpenTimeForAShiftAndNoLonger() {
        look("2026-03-01T22:00:00Z", Workload.State.GOING, 1, 0);
        look("2026-03-01T22:10:00Z", Workload.State.PAUSED, 1, 0);
        for (int hour = 0; hour < 24 * 5; hour++) {
            look(
                    Instant.parse("2026-03-01T22:10:00Z")
                            .plus(Duration.ofHours(hour))
                            .toString(),
                    Workload.State.PAUSED,
                    1,
                    0);
        }

        assertThat(open(samples())).isCloseTo(8 * 3600 + 600, within(1.0));
    }

    @Test
    void theTimeInWhichNobodyMeasuredCountsLikewise() {
        look("2026-03-01T22:00:00Z", Workload.State.GOING, 1, 0);
        Meter.Measured before = meter.take();

        Meter next = new Meter(before.marks());
        next.look(
                Instant.parse("2026-03-09T22:00:00Z"),
                List.of(new Seen(LABS, true, Workload.State.GOING, 1, 50)),
                AT_NIGHT);

        List<RateSample> samples =
                next.take().additions().stream().map(Meter.Addition::sample).toList();
        assertThat(open(samples)).isCloseTo(8 * 3600, within(1.0));
        assertThat(samples.stream().mapToLong(RateSample::records).sum()).isEqualTo(50);
    }

    @Test
    void whatAPersonStoppedCountsAsOpenForAShift() {
        meter.look(at("2026-03-01T22:00:00Z"), List.of(seen(Workload.State.GOING, 1, 0)), STOPPED);
        for (int half = 1; half <= 2 * 24 * 3; half++) {
            meter.look(
                    at("2026-03-01T22:00:00Z").plus(Duration.ofMinutes(30L * half)),
                    List.of(seen(Workload.State.GOING, 1, 0)),
                    STOPPED);
        }

        assertThat(open(samples())).isCloseTo(8 * 3600, within(1.0));
    }

    @Test
    void aClockThatIsSetBackMakesNothingUp() {
        look("2026-03-01T23:00:00Z", Workload.State.GOING, 1, 100);
        look("2026-03-01T22:00:00Z", Workload.State.GOING, 1, 200);

        assertThat(samples()).isEmpty();
    }

    @Test
    void whatCouldNotBeKeptIsHandedOverAgain() {
        look("2026-03-01T22:00:00Z", Workload.State.GOING, 1, 0);
        look("2026-03-01T22:10:00Z", Workload.State.GOING, 1, 77);
        Meter.Measured measured = meter.take();

        meter.giveBack(measured);

        assertThat(meter.take().additions()).isEqualTo(measured.additions());
    }

    private void look(String at, Workload.State state, long run, long records) {
        meter.look(at(at), List.of(seen(state, run, records)), AT_NIGHT);
    }

    private static Seen seen(Workload.State state, long run, long records) {
        return new Seen(LABS, true, state, run, records);
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }

    private List<RateSample> samples() {
        return meter.take().additions().stream().map(Meter.Addition::sample).toList();
    }

    private static double open(List<RateSample> samples) {
        return samples.stream().mapToDouble(RateSample::openSeconds).sum();
    }
}
