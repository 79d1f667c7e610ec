package io.caravan.window;

import io.caravan.window.Window.Opening;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** The openings of a calendar that touch a span of time. */
final class Occurrences {
    private Occurrences() {}

    static List<WindowTimes.Opened> of(String window, Opening opening, WallClock clock, Span block) {
        if (opening instanceof Opening.Weekly weekly) {
            return weekly("window " + window + " opens ", weekly, clock, block);
        }
        if (opening instanceof Opening.Recurring recurring) {
            return recurring("window " + window + " opens ", recurring, clock, block);
        }
        throw new AssertionError(opening);
    }

    /** A length is of time that passes, whatever the clock on the wall does meanwhile. */
    private static List<WindowTimes.Opened> recurring(
            String opens, Opening.Recurring recurring, WallClock clock, Span block) {
        String cause = opens + recurring.rule() + " at " + recurring.first().toLocalTime() + " for "
                + Sentences.length(recurring.length());
        LocalDateTime from = clock.at(block.from().minus(recurring.length())).minusDays(2);
        LocalDateTime to = clock.at(block.to()).plusDays(1);
        List<WindowTimes.Opened> openings = new ArrayList<>();
        for (LocalDateTime start : Recurrence.parse(recurring.rule(), clock).between(recurring.first(), from, to)) {
            Instant begin = clock.begin(start);
            Span span = new Span(begin, begin.plus(recurring.length()));
            openings.add(new WindowTimes.Opened(span, start.toLocalDate(), cause));
        }
        return openings;
    }

    static Spans daily(LocalTime from, LocalTime to, WallClock clock, Span block) {
        List<Span> spans = new ArrayList<>();
        LocalDate last = clock.dateAt(block.to());
        for (LocalDate day = clock.dateAt(block.from()).minusDays(2); !day.isAfter(last); day = day.plusDays(1)) {
            spans.add(clock.between(day.atTime(from), until(day, from, to)));
        }
        return Spans.of(spans);
    }

    private static List<WindowTimes.Opened> weekly(String opens, Opening.Weekly weekly, WallClock clock, Span block) {
        String cause = opens + WeeklyHours.write(weekly);
        List<WindowTimes.Opened> openings = new ArrayList<>();
        LocalDate last = clock.dateAt(block.to());
        for (LocalDate day = clock.dateAt(block.from()).minusDays(2); !day.isAfter(last); day = day.plusDays(1)) {
            if (weekly.days().contains(day.getDayOfWeek())) {
                Span span = clock.between(day.atTime(weekly.from()), until(day, weekly.from(), weekly.to()));
                openings.add(new WindowTimes.Opened(span, day, cause));
            }
        }
        return openings;
    }

    private static LocalDateTime until(LocalDate day, LocalTime from, LocalTime to) {
        return (to.isAfter(from) ? day : day.plusDays(1)).atTime(to);
    }
}
