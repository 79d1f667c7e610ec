package io.caravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Standing.Level;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import io.caravan.window.Window.RateBand;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a scheduler sees of the days ahead. */
class PreviewTest {
    private static final BulkWork WORK = new BulkWork(Phase.BACKFILL, DataClass.ADT, "north");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void aNightIsOneOpeningOverTwoDays() {
        Preview preview = preview(window(hours("22:00", "06:00")), "2026-11-22T11:00:00Z", 2);

        assertThat(preview.days())
                .extracting(Preview.Day::date)
                .containsExactly(LocalDate.parse("2026-11-22"), LocalDate.parse("2026-11-23"));
        assertThat(strip(preview, 0)).isEqualTo("############................................####");
        assertThat(preview.days().get(0).open()).isEqualTo(Duration.ofHours(8));
        assertThat(preview.openings()).hasSize(2);
        assertThat(preview.openings().get(0).from()).isEqualTo("2026-11-22T21:00:00Z");
        assertThat(preview.openings().get(0).to()).isEqualTo("2026-11-23T05:00:00Z");
        assertThat(preview.openings().get(0).ends()).isTrue();
        assertThat(preview.open()).isEqualTo(Duration.ofHours(2 + 6 + 2));
    }

    @Test
    void anOpeningThatGoesOnIsShownFromItsBeginning() {
        Preview preview = preview(window(hours("22:00", "06:00")), "2026-11-22T23:00:00Z", 1);

        assertThat(preview.openings().get(0).from()).isEqualTo("2026-11-22T21:00:00Z");
        assertThat(preview.openings().get(0).length()).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void aNightInWhichTheClocksGoBackHasAnHourMore() {
        Preview preview = preview(window(hours("22:00", "06:00")), "2026-10-24T11:00:00Z", 2);

        assertThat(preview.openings().get(0).length()).isEqualTo(Duration.ofHours(9));
        assertThat(preview.openings().get(0).wall()).isEqualTo(Duration.ofHours(8));
        assertThat(preview.days().get(1).length()).isEqualTo(Duration.ofHours(25));
        assertThat(preview.days().get(1).open()).isEqualTo(Duration.ofHours(9));
    }

    @Test
    void whatTheClocksSkipStaysEmptyAndAnOpeningInItIsTold() {
        Preview preview = preview(window(hours("02:10", "02:50")), "2026-03-28T11:00:00Z", 2);

        assertThat(strip(preview, 1)).isEqualTo("....  ..........................................");
        assertThat(preview.days().get(1).length()).isEqualTo(Duration.ofHours(23));
        assertThat(preview.openings()).isEmpty();
        assertThat(preview.skipped())
                .containsExactly(new Preview.Skipped(LocalDate.parse("2026-03-29"), "nights", "02:10-02:50"));
    }

    @Test
    void tricklingOutsideIsNoOpeningAndIsCountedBesides() {
        Window window = new Window(
                "nights",
                "Europe/Berlin",
                List.of(hours("22:00", "06:00")),
                List.of(),
                HolidayRule.START_DAY,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                Optional.of(new Limit(OptionalInt.of(10), OptionalInt.empty())),
                Scope.ALL);

        Preview preview = preview(window, "2026-11-22T11:00:00Z", 1);

        assertThat(strip(preview, 0)).isEqualTo("############================================####");
        assertThat(preview.openings()).hasSize(1);
        assertThat(preview.open()).isEqualTo(Duration.ofHours(2));
        assertThat(preview.outside()).isEqualTo(Duration.ofHours(10));
    }

    @Test
    void ratesAreNamedInTheirOrderAndDrainingIsStillOpen() {
        Limit slow = new Limit(OptionalInt.of(100), OptionalInt.of(2));
        Window window = new Window(
                "nights",
                "Europe/Berlin",
                List.of(hours("22:00", "06:00")),
                List.of(new Blackout.Days(LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-23"), "inventory")),
                HolidayRule.START_DAY,
                Duration.ofMinutes(30),
                Duration.ZERO,
                List.of(new RateBand(LocalTime.parse("04:00"), LocalTime.parse("06:00"), slow)),
                Optional.empty(),
                Scope.ALL);

        Preview preview = preview(window, "2026-11-22T11:00:00Z", 2);

        assertThat(preview.openings()).hasSize(1);
        assertThat(preview.openings().get(0).limits()).containsExactly(Limit.NONE, slow);
        assertThat(preview.openings().get(0).length()).isEqualTo(Duration.ofHours(8));
        assertThat(strip(preview, 1)).startsWith("########===-").contains("x");
    }

    @Test
    void whatIsAlwaysOpenHasAnOpeningWithoutAnEnd() {
        Preview preview = Preview.of(Schedule.ALWAYS_OPEN, WORK, BERLIN, Instant.parse("2026-11-22T11:00:00Z"), 3);

        assertThat(preview.openings())
                .singleElement()
                .returns(false, Preview.OpeningAhead::begins)
                .returns(false, Preview.OpeningAhead::ends);
        assertThat(strip(preview, 2)).isEqualTo("#".repeat(48));
    }

    @Test
    void whatAPersonOpenedIsAnOpeningWithItsReason() {
        ManualOverride open = new ManualOverride(
                1,
                Action.OPEN,
                Optional.of("nights"),
                Scope.ALL,
                Instant.parse("2026-11-22T12:00:00Z"),
                Instant.parse("2026-11-22T14:00:00Z"),
                "anna",
                "catching up");
        Schedule schedule =
                new Schedule(new Plan(List.of(window(hours("22:00", "06:00")))), List.of(open), Optional.empty());

        Preview preview = Preview.of(schedule, WORK, BERLIN, Instant.parse("2026-11-22T11:00:00Z"), 1);

        assertThat(preview.openings().get(0).from()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(preview.openings().get(0).cause()).contains("anna").contains("catching up");
    }

    private static Preview preview(Window window, String now, int days) {
        Schedule schedule = new Schedule(new Plan(List.of(window)), List.of(), Optional.empty());
        return Preview.of(schedule, WORK, BERLIN, Instant.parse(now), days);
    }

    private static Opening hours(String from, String to) {
        Set<DayOfWeek> every = EnumSet.allOf(DayOfWeek.class);
        return new Opening.Weekly(every, LocalTime.parse(from), LocalTime.parse(to));
    }

    private static Window window(Opening opening) {
        return new Window(
                "nights",
                "Europe/Berlin",
                List.of(opening),
                List.of(),
                HolidayRule.START_DAY,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                Optional.empty(),
                Scope.ALL);
    }

    private static String strip(Preview preview, int day) {
        return preview.days().get(day).halfHours().stream()
                .map(level -> level.isEmpty() ? " " : sign(level.get(0)))
                .collect(Collectors.joining());
    }

    private static String sign(Level level) {
        return switch (level) {
            case OPEN -> "#";
            case REDUCED -> "=";
            case DRAINING -> "-";
            case CLOSED -> ".";
            case BLACKOUT -> "x";
            case STOPPED -> "!";
        };
    }
}
