package io.caravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.message.DataClass;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import io.caravan.window.Window.RateBand;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanReaderTest {
    private static final String ALL = """
            windows:
              nights:
                zone: Europe/Berlin
                for:
                  classes: [labs, adt]
                  sources: [lab-old]
                  phases: [backfill]
                open:
                  - Mon-Fri 22:00-06:00
                  - first: 2026-12-06 08:00
                    rule: FREQ=MONTHLY;BYDAY=1SU
                    length: 8h
                blackout:
                  - days: 2026-12-24 to 2026-12-26
                    why: Christmas
                  - days: 2027-01-01
                    why: 'New Year: closed'
                  - from: 2026-11-24 01:00
                    to: 2026-11-24 03:00
                    why: backup
                  - calendar: holidays.ics
                holidays: calendar-day
                drain: 30m
                least-useful: 1h30m
                rate:
                  - hours: 22:00-02:00
                    per-second: 200
                    at-once: 2
                outside:
                  per-second: 5
              all-day:
                zone: UTC
                open: 00:00-24:00
            """;
    private static final String HOLIDAYS = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20270405
            SUMMARY:Easter Monday
            END:VEVENT
            END:VCALENDAR
            """;

    @Test
    void readsAllThatAWindowSays() {
        Plan plan = PlanReader.plan(new PlanSource(ALL, Map.of("holidays.ics", HOLIDAYS)));

        Window nights = plan.windows().get(0);
        assertThat(nights.id()).isEqualTo("nights");
        assertThat(nights.zone()).isEqualTo("Europe/Berlin");
        assertThat(nights.scope())
                .isEqualTo(new Scope(Set.of(DataClass.LABS, DataClass.ADT), Set.of("lab-old"), Set.of(Phase.BACKFILL)));
        assertThat(nights.openings())
                .containsExactly(
                        WeeklyHours.parse("Mon-Fri 22:00-06:00"),
                        new Opening.Recurring(
                                LocalDateTime.parse("2026-12-06T08:00"),
                                "FREQ=MONTHLY;BYDAY=1SU",
                                Duration.ofHours(8)));
        assertThat(nights.blackouts().subList(0, 3))
                .containsExactly(
                        new Blackout.Days(LocalDate.parse("2026-12-24"), LocalDate.parse("2026-12-26"), "Christmas"),
                        new Blackout.Days(
                                LocalDate.parse("2027-01-01"), LocalDate.parse("2027-01-01"), "New Year: closed"),
                        new Blackout.Times(
                                LocalDateTime.parse("2026-11-24T01:00"),
                                LocalDateTime.parse("2026-11-24T03:00"),
                                "backup"));
        assertThat(nights.blackouts().get(3))
                .isInstanceOfSatisfying(
                        Blackout.OfCalendar.class,
                        calendar -> assertThat(calendar.events())
                                .extracting(CalendarEvent::summary)
                                .containsExactly("Easter Monday"));
        assertThat(nights.holidayRule()).isEqualTo(HolidayRule.CALENDAR_DAY);
        assertThat(nights.drain()).isEqualTo(Duration.ofMinutes(30));
        assertThat(nights.leastUseful()).isEqualTo(Duration.ofMinutes(90));
        assertThat(nights.profile())
                .containsExactly(new RateBand(
                        LocalTime.of(22, 0), LocalTime.of(2, 0), new Limit(OptionalInt.of(200), OptionalInt.of(2))));
        assertThat(nights.outside()).contains(new Limit(OptionalInt.of(5), OptionalInt.empty()));
        assertThat(plan.windows().get(1).openings()).containsExactly(WeeklyHours.parse("Mon-Sun 00:00-24:00"));
    }

    @Test
    void whatIsWrittenIsReadAsItWas() {
        PlanSource source = new PlanSource(ALL, Map.of("holidays.ics", HOLIDAYS));
        Plan plan = PlanReader.plan(source);

        String written = PlanWriter.write(plan);

        assertThat(PlanReader.plan(new PlanSource(written, source.calendars()))).isEqualTo(plan);
        assertThat(PlanWriter.write(PlanReader.plan(new PlanSource(written, source.calendars()))))
                .isEqualTo(written);
    }

    @Test
    void daysThatGoOverTheEndOfTheWeekAreWrittenInTheOrderOfTheWeek() {
        assertThat(WeeklyHours.write(WeeklyHours.parse("Fri-Mon 22:00-06:00"))).isEqualTo("Mon,Fri-Sun 22:00-06:00");
        assertThat(WeeklyHours.write(WeeklyHours.parse("saturday,Sun 00:00-24:00")))
                .isEqualTo("Sat-Sun 00:00-24:00");
    }

    @Test
    void nothingIsNoWindows() {
        assertThat(PlanReader.plan(PlanSource.NONE)).isEqualTo(Plan.NONE);
        assertThat(PlanReader.plan(new PlanSource("# nothing yet\n", Map.of()))).isEqualTo(Plan.NONE);
        assertThat(PlanReader.plan(new PlanSource("windows:\n", Map.of()))).isEqualTo(Plan.NONE);
        assertThat(PlanReader.plan(new PlanSource(PlanWriter.write(Plan.NONE), Map.of())))
                .isEqualTo(Plan.NONE);
    }

    @Test
    void everyProblemIsToldWithItsLineAndWhatWouldBeRight() {
        assertThat(problems("""
                windows:
                  nights:
                    zone: Europe/Berln
                    opne: [Mon-Fri 22:00-06:00]
                    drain: soon
                  Days:
                    zone: UTC
                    open:
                      - Mon-Fry 22:00-06:00
                      - 06:00-06:00
                      - first: 2026-12-07 08:00
                        rule: FREQ=MONTHLY;BYDAY=1SU
                        length: 8h
                      - first: 2026-12-07 08:00
                        rule: FREQ=HOURLY
                        length: 1h
                    for:
                      classes: [lab]
                      phases: [backfil]
                    outside:
                      per-second: 0
                    blackout:
                      - calendar: none.ics
                      - days: 2026-12-26 to 2026-12-24
                        why: backwards
                      - days: 2026-02-30
                        why: no day
                      - from: 2026-12-26 10:00
                        why: no end
                """))
                .containsExactlyInAnyOrder(
                        "windows.yaml line 4, windows.nights.opne: \"opne\" is not a key here; did you mean open?",
                        "windows.yaml line 3, windows.nights.zone: \"Europe/Berln\" is no time zone; did you mean"
                                + " Europe/Berlin?",
                        "windows.yaml line 5, windows.nights.drain: \"soon\" is no length of time up to 31 days; write it"
                                + " like 30m or 1h30m",
                        "windows.yaml line 7, windows.Days: \"Days\" is not the name of a window: small letters, digits"
                                + " and hyphens, 40 at most",
                        "windows.yaml line 9, windows.Days.open[1]: \"Mon-Fry 22:00-06:00\" are no weekly hours; write"
                                + " them like \"Mon-Fri 22:00-06:00\", \"Sat,Sun 00:00-24:00\" or, for every day,"
                                + " \"01:00-05:00\"",
                        "windows.yaml line 10, windows.Days.open[2]: \"06:00-06:00\" ends when it begins; the whole day is"
                                + " written 00:00-24:00",
                        "windows.yaml line 12, windows.Days.open[3].rule: first is 2026-12-07 08:00, at which the rule has"
                                + " nothing; its first is 2027-01-03 08:00",
                        "windows.yaml line 15, windows.Days.open[4].rule: \"FREQ=HOURLY\" recurs hourly; FREQ is one of"
                                + " DAILY, WEEKLY, MONTHLY, YEARLY",
                        "windows.yaml line 18, windows.Days.for.classes[1]: \"lab\" is not a data class; known are adt,"
                                + " orders, labs, medications",
                        "windows.yaml line 19, windows.Days.for.phases[1]: \"backfil\" is no kind of bulk work; known are"
                                + " backfill, replay, reconcile",
                        "windows.yaml line 21, windows.Days.outside.per-second: \"0\" is not a number above 0; where"
                                + " nothing may run, leave the key out",
                        "windows.yaml line 21, windows.Days.outside: has no limit: without one it would be no window at"
                                + " all; give per-second, at-once or both, or leave the key out, and outside nothing runs",
                        "windows.yaml line 23, windows.Days.blackout[1].calendar: there is no calendar \"none.ics\"; put"
                                + " it into calendars/ beside windows.yaml",
                        "windows.yaml line 24, windows.Days.blackout[2].days: \"2026-12-26 to 2026-12-24\" ends before it"
                                + " begins",
                        "windows.yaml line 26, windows.Days.blackout[3].days: \"2026-02-30\" are no days; write them like"
                                + " 2026-12-25, or 2026-12-24 to 2026-12-26 with the last one still in",
                        "windows.yaml line 28, windows.Days.blackout[4]: has no to");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThat(problems("windows:\n  nights: [\n"))
                .singleElement()
                .asString()
                .startsWith("windows.yaml line 3: is no YAML at column 1");
    }

    @Test
    void whatIsNestedWithoutEndIsAProblem() {
        for (String sign : List.of("[", "- ", "? ", "{a: [")) {
            assertThat(problems(sign.repeat(200_000))).hasSize(1);
        }
    }

    @Test
    void aKeyThatStandsTwiceIsAProblem() {
        assertThat(problems("""
                windows:
                  w:
                    zone: UTC
                    zone: Europe/Berlin
                    open: 01:00-02:00
                """))
                .containsExactly(
                        "windows.yaml line 4, windows.w.zone: stands here a second time; the first is in line 3");
    }

    @Test
    void aCalendarThatWasChangedSinceItWasPinnedIsAProblem() {
        PlanSource source = new PlanSource("""
                windows:
                  w:
                    zone: UTC
                    open: 01:00-02:00
                    blackout:
                      - calendar: holidays.ics
                        sha256: 00
                """, Map.of("holidays.ics", HOLIDAYS));

        assertThatThrownBy(() -> PlanReader.plan(source))
                .isInstanceOf(WindowRefused.class)
                .hasMessageStartingWith(
                        "windows.yaml line 7, windows.w.blackout[1].sha256: calendars/holidays.ics is not"
                                + " the one that was meant here: its digest is ");
    }

    private static List<String> problems(String text) {
        PlanReader.Outcome outcome = PlanReader.read(new PlanSource(text, Map.of()));
        assertThat(outcome.plan()).isEqualTo(Optional.empty());
        return outcome.problems().stream().map(PlanProblem::toString).toList();
    }
}
