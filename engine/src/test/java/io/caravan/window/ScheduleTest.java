package io.caravan.window;

import static io.caravan.window.WindowFixture.LABS;
import static io.caravan.window.WindowFixture.berlin;
import static io.caravan.window.WindowFixture.local;
import static io.caravan.window.WindowFixture.open;
import static io.caravan.window.WindowFixture.plan;
import static io.caravan.window.WindowFixture.schedule;
import static io.caravan.window.WindowFixture.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.caravan.message.DataClass;
import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Standing.Level;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final String NIGHTS = "Mon-Fri 22:00-06:00";
    private static final Limit SLOW = new Limit(OptionalInt.of(200), OptionalInt.of(2));
    private static final Limit TRICKLE = new Limit(OptionalInt.of(5), OptionalInt.of(1));

    @Test
    void withoutWindowsAllIsOpen() {
        assertThat(Schedule.ALWAYS_OPEN.at(LABS, Instant.EPOCH)).isEqualTo(Standing.ALWAYS);
        assertThat(Schedule.ALWAYS_OPEN.stretches(LABS, Instant.EPOCH, Instant.EPOCH.plusSeconds(1)))
                .containsExactly(new Stretch(Instant.EPOCH, Instant.EPOCH.plusSeconds(1), Standing.ALWAYS));
    }

    @Test
    void aWindowThatIsNotOfTheWorkLeavesItOpen() {
        Scope others = new Scope(Set.of(DataClass.ADT), Set.of(), Set.of());

        assertThat(schedule(window("nights", "Europe/Berlin", NIGHTS).of(others))
                        .at(LABS, berlin("2026-11-23T12:00")))
                .isEqualTo(Standing.ALWAYS);
    }

    @Test
    void byDayItSaysWhenTheNightBegins() {
        Standing noon = schedule(window("nights", "Europe/Berlin", NIGHTS)).at(LABS, berlin("2026-11-22T12:00"));

        assertThat(noon.level()).isEqualTo(Level.CLOSED);
        assertThat(noon.until()).contains(berlin("2026-11-23T22:00"));
        assertThat(noon.reason())
                .isEqualTo(
                        "closed until Mon 23 Nov 22:00 Europe/Berlin (21:00 UTC): window nights opens Mon-Fri 22:00-06:00");
    }

    @Test
    void byNightItSaysWhenItEnds() {
        Standing night = schedule(window("nights", "Europe/Berlin", NIGHTS)).at(LABS, berlin("2026-11-24T00:30"));

        assertThat(night.level()).isEqualTo(Level.OPEN);
        assertThat(night.until()).contains(berlin("2026-11-24T06:00"));
        assertThat(night.reason())
                .isEqualTo(
                        "open until Tue 24 Nov 06:00 Europe/Berlin (05:00 UTC): window nights opens Mon-Fri 22:00-06:00");
    }

    @Test
    void theNightOfSummerTimeHasSevenHoursAndThatOfWinterTimeNine() {
        Schedule nights = schedule(window("nights", "Europe/Berlin", "22:00-06:00"));

        assertThat(open(nights, berlin("2027-03-27T12:00"), berlin("2027-03-28T12:00")))
                .extracting(Span::length)
                .containsExactly(Duration.ofHours(7));
        assertThat(open(nights, berlin("2026-10-24T12:00"), berlin("2026-10-25T12:00")))
                .extracting(Span::length)
                .containsExactly(Duration.ofHours(9));
    }

    @Test
    void anOpeningThatBeginsInAGapBeginsAfterIt() {
        assertThat(open(
                        schedule(window("w", "Europe/Berlin", "02:30-04:00")),
                        berlin("2027-03-28T00:00"),
                        berlin("2027-03-28T12:00")))
                .containsExactly(new Span(berlin("2027-03-28T03:00"), berlin("2027-03-28T04:00")));
    }

    @Test
    void anHourThatComesTwiceIsOpenTwiceAndBegunOnce() {
        assertThat(open(
                        schedule(window("w", "Europe/Berlin", "02:00-03:00")),
                        berlin("2026-10-25T00:00"),
                        berlin("2026-10-25T12:00")))
                .containsExactly(
                        new Span(Instant.parse("2026-10-25T00:00:00Z"), Instant.parse("2026-10-25T02:00:00Z")));
    }

    @Test
    void whatEndsWhenTheClockIsSetBackEndsTheFirstTimeThatItIsShown() {
        assertThat(open(
                        schedule(window("w", "Europe/Berlin", "22:00-02:00")),
                        berlin("2026-10-24T12:00"),
                        berlin("2026-10-25T12:00")))
                .extracting(Span::length)
                .containsExactly(Duration.ofHours(4));
    }

    @Test
    void openingsThatTouchAreOneAndDrainOnce() {
        Schedule schedule = schedule(window("w", "Europe/Berlin", "Mon-Fri 20:00-24:00", "00:00-06:00")
                .draining(Duration.ofMinutes(30)));

        assertThat(schedule.at(LABS, berlin("2026-11-23T23:45")).level()).isEqualTo(Level.OPEN);
        Standing drain = schedule.at(LABS, berlin("2026-11-24T05:30"));
        assertThat(drain.level()).isEqualTo(Level.DRAINING);
        assertThat(drain.isOpen()).isFalse();
        assertThat(drain.reason())
                .isEqualTo("draining until Tue 24 Nov 06:00 Europe/Berlin (05:00 UTC): nothing new is begun in the last"
                        + " 30 min of an opening; opens next Tue 24 Nov 20:00 Europe/Berlin (19:00 UTC)");
    }

    @Test
    void anOpeningTooShortToBeUsefulIsNotUsed() {
        Schedule schedule = schedule(window("w", "Europe/Berlin", "Mon 12:00-12:45", "Tue 12:00-14:00")
                .draining(Duration.ofMinutes(20))
                .leastUseful(Duration.ofMinutes(30)));

        Standing monday = schedule.at(LABS, berlin("2026-11-23T12:10"));
        assertThat(monday.level()).isEqualTo(Level.CLOSED);
        assertThat(monday.reason())
                .isEqualTo(
                        "closed until Tue 24 Nov 12:00 Europe/Berlin (11:00 UTC): window w opens Tue 12:00-14:00; window w"
                                + " opens Mon 12:00-12:45 for 45 min, less 20 min to drain, which is under the least useful 30 min");
    }

    @Test
    void aHolidayShutsTheNightThatBeginsOnItAndLetsTheOneBeforeGoOn() {
        Schedule schedule =
                schedule(window("nights", "Europe/Berlin", "22:00-06:00").but(christmas()));

        assertThat(open(schedule, berlin("2026-12-24T12:00"), berlin("2026-12-27T12:00")))
                .containsExactly(
                        new Span(berlin("2026-12-24T22:00"), berlin("2026-12-25T06:00")),
                        new Span(berlin("2026-12-26T22:00"), berlin("2026-12-27T06:00")));
        Standing after = schedule.at(LABS, berlin("2026-12-26T01:00"));
        assertThat(after.level()).isEqualTo(Level.BLACKOUT);
        assertThat(after.reason())
                .isEqualTo(
                        "blackout until Sat 26 Dec 06:00 Europe/Berlin (05:00 UTC): Christmas; opens next Sat 26 Dec 22:00"
                                + " Europe/Berlin (21:00 UTC)");
    }

    @Test
    void aHolidayOfTheCalendarShutsFromMidnightToMidnight() {
        Schedule schedule = schedule(window("nights", "Europe/Berlin", "22:00-06:00")
                .but(christmas())
                .holidays(HolidayRule.CALENDAR_DAY));

        assertThat(open(schedule, berlin("2026-12-24T12:00"), berlin("2026-12-26T12:00")))
                .containsExactly(
                        new Span(berlin("2026-12-24T22:00"), berlin("2026-12-25T00:00")),
                        new Span(berlin("2026-12-26T00:00"), berlin("2026-12-26T06:00")));
    }

    @Test
    void aBlackoutOfHoursCutsAnOpening() {
        Blackout backup = new Blackout.Times(
                LocalDateTime.parse("2026-11-24T01:00"),
                LocalDateTime.parse("2026-11-24T03:00"),
                "backup of the source");
        Schedule schedule =
                schedule(window("nights", "Europe/Berlin", NIGHTS).but(backup).draining(Duration.ofMinutes(10)));

        assertThat(open(schedule, berlin("2026-11-23T12:00"), berlin("2026-11-24T12:00")))
                .containsExactly(
                        new Span(berlin("2026-11-23T22:00"), berlin("2026-11-24T00:50")),
                        new Span(berlin("2026-11-24T03:00"), berlin("2026-11-24T05:50")));
        assertThat(schedule.at(LABS, berlin("2026-11-24T02:00")).reason())
                .isEqualTo("blackout until Tue 24 Nov 03:00 Europe/Berlin (02:00 UTC): backup of the source");
    }

    @Test
    void outsideItTricklesButNotInABlackout() {
        Schedule schedule = schedule(
                window("nights", "Europe/Berlin", NIGHTS).but(christmas()).outside(TRICKLE));

        Standing noon = schedule.at(LABS, berlin("2026-11-23T12:00"));
        assertThat(noon.level()).isEqualTo(Level.REDUCED);
        assertThat(noon.limit()).isEqualTo(TRICKLE);
        assertThat(noon.reason())
                .isEqualTo(
                        "outside of window nights until Mon 23 Nov 22:00 Europe/Berlin (21:00 UTC), at most 5 records"
                                + " a second and 1 segment at once");
        assertThat(schedule.at(LABS, berlin("2026-12-25T12:00")).level()).isEqualTo(Level.BLACKOUT);
    }

    @Test
    void theRateIsThatOfTheHour() {
        Schedule schedule = schedule(window("nights", "Europe/Berlin", NIGHTS).rate("22:00", "23:00", SLOW));

        assertThat(schedule.stretches(LABS, berlin("2026-11-23T22:00"), berlin("2026-11-24T06:00")))
                .extracting(stretch -> stretch.standing().level(), stretch -> stretch.length())
                .containsExactly(tuple(Level.REDUCED, Duration.ofHours(1)), tuple(Level.OPEN, Duration.ofHours(7)));
    }

    @Test
    void theStricterLimitOfTheOpenWindowsHolds() {
        Schedule schedule = schedule(
                window("nights", "Europe/Berlin", NIGHTS).rate("00:00", "24:00", SLOW),
                window("labs", "Europe/Berlin", "20:00-24:00")
                        .rate("00:00", "24:00", new Limit(OptionalInt.of(300), OptionalInt.of(1))));

        assertThat(schedule.at(LABS, berlin("2026-11-23T21:00")).limit())
                .isEqualTo(new Limit(OptionalInt.of(300), OptionalInt.of(1)));
        assertThat(schedule.at(LABS, berlin("2026-11-23T23:00")).limit())
                .isEqualTo(new Limit(OptionalInt.of(200), OptionalInt.of(1)));
    }

    @Test
    void aPersonOpensForAWhileAndClosesForAWhile() {
        ManualOverride opened = override(1, Action.OPEN, "2026-11-23T12:00", "2026-11-23T14:00");
        ManualOverride closed = override(2, Action.CLOSE, "2026-11-23T13:00", "2026-11-23T13:30");
        Schedule schedule = new Schedule(
                plan(window("nights", "Europe/Berlin", NIGHTS)), List.of(opened, closed), Optional.empty());

        assertThat(schedule.at(LABS, berlin("2026-11-23T12:30")).reason())
                .isEqualTo(
                        "open until Mon 23 Nov 13:00 Europe/Berlin (12:00 UTC): opened by anna: source is idle today");
        assertThat(schedule.at(LABS, berlin("2026-11-23T13:10")).reason())
                .isEqualTo("closed by anna until Mon 23 Nov 13:30 Europe/Berlin (12:30 UTC): source is idle today");
        assertThat(schedule.at(LABS, berlin("2026-11-23T13:40")).isOpen()).isTrue();
        assertThat(schedule.at(LABS, berlin("2026-11-23T14:00")).isOpen()).isFalse();
    }

    @Test
    void aBlackoutIsAboveAPerson() {
        Schedule schedule = new Schedule(
                plan(window("nights", "Europe/Berlin", NIGHTS).but(christmas())),
                List.of(override(1, Action.OPEN, "2026-12-25T12:00", "2026-12-25T14:00")),
                Optional.empty());

        assertThat(schedule.at(LABS, berlin("2026-12-25T13:00")).level()).isEqualTo(Level.BLACKOUT);
    }

    @Test
    void anEmergencyStopIsAboveAll() {
        Schedule schedule = new Schedule(
                plan(window("nights", "Europe/Berlin", NIGHTS)),
                List.of(),
                Optional.of(new EmergencyStop(Instant.parse("2026-11-23T02:10:00Z"), "anna", "downtime")));

        Standing stopped = schedule.at(LABS, berlin("2026-11-23T23:00"));
        assertThat(stopped.level()).isEqualTo(Level.STOPPED);
        assertThat(stopped.until()).isEmpty();
        assertThat(stopped.reason())
                .isEqualTo("stopped by anna since Mon 23 Nov 02:10 UTC until a person lifts it: downtime");
    }

    @Test
    void whatNeverOpensSaysSo() {
        Standing standing = schedule(window("never", "Europe/Berlin")).at(LABS, berlin("2026-11-23T12:00"));

        assertThat(standing.until()).isEmpty();
        assertThat(standing.reason()).isEqualTo("closed: window never has no opening ahead");
    }

    @Test
    void whatNeverEndsSaysSo() {
        Standing standing = schedule(
                        window("ever", "Europe/Berlin", "00:00-24:00").draining(Duration.ofHours(1)))
                .at(LABS, berlin("2026-11-23T12:00"));

        assertThat(standing.until()).isEmpty();
        assertThat(standing.reason()).isEqualTo("open: window ever opens Mon-Sun 00:00-24:00");
    }

    @Test
    void aWindowOfAZoneThatNobodyKnowsStaysShut() {
        assertThat(schedule(window("lost", "Europe/Atlantis", NIGHTS))
                        .at(LABS, berlin("2026-11-23T23:00"))
                        .isOpen())
                .isFalse();
    }

    @Test
    void aDayThatAZoneSkipsIsNoDayOfAnOpening() {
        Schedule schedule = schedule(window("w", "Pacific/Apia", "Fri 08:00-09:00"));

        assertThat(open(schedule, local("Pacific/Apia", "2011-12-29T00:00"), local("Pacific/Apia", "2012-01-02T00:00")))
                .isEmpty();
    }

    @Test
    void newRulesOfAZoneHoldAtOnce() {
        ChangingRules.are("+01:00");
        Schedule schedule = schedule(window("w", ChangingRules.ZONE, "22:00-06:00"));
        Instant utc = Instant.parse("2026-11-23T20:30:00Z");
        assertThat(schedule.at(LABS, utc).isOpen()).isFalse();

        ChangingRules.are("+02:00");

        assertThat(schedule.at(LABS, utc).isOpen()).isTrue();
        assertThat(schedule.at(LABS, utc).until()).contains(Instant.parse("2026-11-24T04:00:00Z"));
    }

    @Test
    void anEventOfACalendarShutsAndIsNamed() {
        String calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20251225\nRRULE:FREQ=YEARLY\n"
                + "SUMMARY:Christmas\nEND:VEVENT\nEND:VCALENDAR\n";
        Blackout holidays = new Blackout.OfCalendar(
                "holidays.ics", "00", CalendarReader.read("holidays.ics", calendar, new Problems()));
        Schedule schedule =
                schedule(window("nights", "Europe/Berlin", "22:00-06:00").but(holidays));

        assertThat(schedule.at(LABS, berlin("2031-12-25T23:00")).reason())
                .startsWith("blackout until Fri 26 Dec 06:00 Europe/Berlin (05:00 UTC): Christmas (holidays.ics)");
    }

    @Test
    void anOpeningByARuleLastsAsLongAsItSaysInAnyNight() {
        WindowFixture fixture = new WindowFixture("w", "Europe/Berlin");
        fixture.openings.add(new Window.Opening.Recurring(
                LocalDateTime.parse("2026-10-24T22:00"), "FREQ=DAILY", Duration.ofHours(8)));

        assertThat(open(schedule(fixture), berlin("2026-10-24T12:00"), berlin("2026-10-26T12:00")))
                .containsExactly(
                        new Span(berlin("2026-10-24T22:00"), berlin("2026-10-25T05:00")),
                        new Span(berlin("2026-10-25T22:00"), berlin("2026-10-26T06:00")));
    }

    @Test
    void askingCostsLittleHoweverMuchThereIsToKnow() {
        StringBuilder calendar = new StringBuilder("BEGIN:VCALENDAR\n");
        for (int year = 2010; year < 2030; year++) {
            for (int month = 1; month <= 12; month++) {
                calendar.append(
                        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:%d%02d10\nSUMMARY:day\nEND:VEVENT\n".formatted(year, month));
            }
        }
        Blackout holidays = new Blackout.OfCalendar(
                "h.ics", "00", CalendarReader.read("h.ics", calendar + "END:VCALENDAR\n", new Problems()));
        WindowFixture[] windows = IntStream.range(0, 10)
                .mapToObj(i -> window(
                                "w" + i,
                                i % 2 == 0 ? "Europe/Berlin" : "America/New_York",
                                "0%d:00-%02d:00".formatted(i, i + 10))
                        .but(holidays)
                        .rate("00:00", "12:00", SLOW))
                .toArray(WindowFixture[]::new);
        Schedule schedule = schedule(windows);
        Instant from = berlin("2026-01-01T12:00");
        schedule.at(LABS, from);
        long first = System.nanoTime();

        for (int i = 0; i < 20_000; i++) {
            assertThat(schedule.at(LABS, from.plusSeconds(1_500L * i)).reason()).isNotEmpty();
        }

        long each = (System.nanoTime() - first) / 20_000;
        assertThat(Duration.ofNanos(each)).isLessThan(Duration.ofMillis(1));
    }

    private static Blackout christmas() {
        return new Blackout.Days(LocalDate.parse("2026-12-25"), LocalDate.parse("2026-12-25"), "Christmas");
    }

    private static ManualOverride override(long id, Action action, String from, String until) {
        return new ManualOverride(
                id,
                action,
                Optional.of("nights"),
                Scope.ALL,
                berlin(from),
                berlin(until),
                "anna",
                "source is idle today");
    }
}
