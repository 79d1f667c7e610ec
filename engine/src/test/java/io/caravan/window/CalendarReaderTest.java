package io.caravan.window;

import static io.caravan.window.WindowFixture.berlin;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CalendarReaderTest {
    private static final WallClock BERLIN = WallClock.of("Europe/Berlin").orElseThrow();
    private static final Span YEARS =
            new Span(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2028-01-01T00:00:00Z"));

    @Test
    void aDayIsAWholeDayOfWhoeverLooks() {
        assertThat(times("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas"))
                .containsExactly(new Span(berlin("2026-12-25T00:00"), berlin("2026-12-27T00:00")));
    }

    @Test
    void aTimeMayBeInUtcInAZoneOrFloating() {
        assertThat(times("DTSTART:20261225T100000Z\nDTEND:20261225T110000Z"))
                .containsExactly(new Span(berlin("2026-12-25T11:00"), berlin("2026-12-25T12:00")));
        assertThat(times("DTSTART;TZID=America/New_York:20261225T100000\nDURATION:PT90M"))
                .containsExactly(new Span(berlin("2026-12-25T16:00"), berlin("2026-12-25T17:30")));
        assertThat(times("DTSTART:20261225T100000\nDTEND:20261225T110000"))
                .containsExactly(new Span(berlin("2026-12-25T10:00"), berlin("2026-12-25T11:00")));
    }

    @Test
    void aRuleKeepsTheClockOnTheWallOverSummerTime() {
        assertThat(times("DTSTART;TZID=Europe/Berlin:20270327T020000\nDTEND;TZID=Europe/Berlin:20270327T030000\n"
                        + "RRULE:FREQ=DAILY;COUNT=3"))
                .containsExactly(
                        new Span(berlin("2027-03-27T02:00"), berlin("2027-03-27T03:00")),
                        new Span(berlin("2027-03-28T03:00"), berlin("2027-03-28T04:00")),
                        new Span(berlin("2027-03-29T02:00"), berlin("2027-03-29T03:00")));
    }

    @Test
    void anEndOfARuleIsIncludedWhetherADayOrInUtc() {
        assertThat(times("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY;UNTIL=20270501"))
                .hasSize(2);
        assertThat(times("DTSTART;TZID=Europe/Berlin:20260501T230000\nDURATION:PT1H\n"
                        + "RRULE:FREQ=DAILY;UNTIL=20260503T210000Z"))
                .hasSize(3);
    }

    @Test
    void exceptionsAndFurtherTimesCount() {
        assertThat(times("DTSTART;TZID=Europe/Berlin:20260501T230000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n"
                        + "EXDATE;TZID=Europe/Berlin:20260502T230000\nRDATE:20260601T100000Z"))
                .extracting(Span::from)
                .containsExactly(berlin("2026-05-01T23:00"), berlin("2026-05-03T23:00"), berlin("2026-06-01T12:00"));
    }

    @Test
    void aTimeThatWasMovedIsWhereItWasMovedToAndACancelledOneIsNot() {
        Problems problems = new Problems();
        List<CalendarEvent> events = CalendarReader.read("c.ics", """
                BEGIN:VCALENDAR
                BEGIN:VEVENT
                UID:a
                DTSTART:20260501T100000Z
                DURATION:PT1H
                RRULE:FREQ=DAILY;COUNT=3
                END:VEVENT
                BEGIN:VEVENT
                UID:a
                RECURRENCE-ID:20260502T100000Z
                DTSTART:20260502T150000Z
                DURATION:PT1H
                BEGIN:VALARM
                TRIGGER:-PT15M
                END:VALARM
                END:VEVENT
                BEGIN:VEVENT
                UID:a
                RECURRENCE-ID:20260503T100000Z
                DTSTART:20260503T100000Z
                STATUS:CANCELLED
                END:VEVENT
                END:VCALENDAR
                """, problems);

        assertThat(problems.list()).isEmpty();
        assertThat(events.stream().flatMap(event -> spans(event).stream()).map(Span::from))
                .containsExactly(Instant.parse("2026-05-01T10:00:00Z"), Instant.parse("2026-05-02T15:00:00Z"));
    }

    @Test
    void aZoneThatOnlyTheFileKnowsIsTakenFromIt() {
        Problems problems = new Problems();
        List<CalendarEvent> events = CalendarReader.read("c.ics", """
                BEGIN:VCALENDAR
                BEGIN:VTIMEZONE
                TZID:W. Europe Standard Time
                BEGIN:STANDARD
                DTSTART:16010101T030000
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:16010101T020000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
                END:DAYLIGHT
                END:VTIMEZONE
                BEGIN:VEVENT
                UID:a
                DTSTART;TZID="W. Europe Standard Time":20260215T220000
                DTEND;TZID="W. Europe Standard Time":20260215T230000
                RRULE:FREQ=MONTHLY;COUNT=12
                SUMMARY:monthly
                  backup
                END:VEVENT
                END:VCALENDAR
                """, problems);

        assertThat(problems.list()).isEmpty();
        assertThat(events).extracting(CalendarEvent::summary).containsExactly("monthly backup");
        assertThat(spans(events.get(0))).hasSize(12).allSatisfy(span -> {
            assertThat(BERLIN.at(span.from()).getHour()).isEqualTo(22);
            assertThat(span.length()).isEqualTo(Duration.ofHours(1));
        });
    }

    @Test
    void whatCannotBeReadIsToldWithItsLine() {
        assertThat(problems("DTSTART;TZID=Nowhere:20261225T100000"))
                .isEqualTo("c.ics line 3, DTSTART: \"Nowhere\" is no time zone, and the file does not say what it is"
                        + " (VTIMEZONE)");
        assertThat(problems("DTSTART:Christmas"))
                .isEqualTo(
                        "c.ics line 3, DTSTART: \"Christmas\" is no date such as 20261225, nor a time such as 20261225T220000");
        assertThat(problems("SUMMARY:never")).contains("an event has no DTSTART");
        assertThat(problems("DTSTART:20261225T100000\nRRULE:FREQ=SOMETIMES")).contains("is no recurrence rule");
        Problems problems = new Problems();
        CalendarReader.read("c.ics", "<html>", problems);
        CalendarReader.read("c.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", problems);
        assertThat(problems.list())
                .extracting(PlanProblem::toString)
                .containsExactly(
                        "c.ics line 1: is no iCalendar file: that begins with BEGIN:VCALENDAR",
                        "c.ics: VEVENT never ends; the file may have been cut off");
    }

    private static String problems(String event) {
        Problems problems = new Problems();
        CalendarReader.read("c.ics", calendar(event), problems);
        return problems.list().stream().map(PlanProblem::toString).collect(Collectors.joining("\n"));
    }

    private static List<Span> times(String event) {
        Problems problems = new Problems();
        List<CalendarEvent> events = CalendarReader.read("c.ics", calendar(event), problems);
        assertThat(problems.list()).isEmpty();
        return spans(events.get(0));
    }

    private static List<Span> spans(CalendarEvent event) {
        WallClock clock = event.zone().clock(BERLIN);
        return EventTimes.starts(event, clock, YEARS).stream()
                .map(start -> EventTimes.span(event, start, clock))
                .toList();
    }

    private static String calendar(String event) {
        return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + event.replace("\n", "\r\n")
                + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    }
}
