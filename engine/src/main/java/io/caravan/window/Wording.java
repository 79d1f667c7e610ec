package io.caravan.window;

import io.caravan.message.DataClass;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.Opening;
import io.caravan.window.Window.RateBand;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What windows say, in the words in which they are written. */
final class Wording {
    private Wording() {}

    static String of(Opening opening) {
        if (opening instanceof Opening.Weekly weekly) {
            return WeeklyHours.write(weekly);
        }
        if (opening instanceof Opening.Recurring recurring) {
            return recurring.rule() + " from " + TimesReader.written(recurring.first()) + " for "
                    + Lengths.write(recurring.length());
        }
        throw new AssertionError(opening);
    }

    static String of(Blackout blackout) {
        if (blackout instanceof Blackout.Days days) {
            boolean one = days.from().equals(days.to());
            return (one ? days.from().toString() : days.from() + " to " + days.to()) + " (" + days.why() + ")";
        }
        if (blackout instanceof Blackout.Times times) {
            return TimesReader.written(times.from()) + " to " + TimesReader.written(times.to()) + " (" + times.why()
                    + ")";
        }
        if (blackout instanceof Blackout.OfCalendar calendar) {
            return "calendar " + calendar.file();
        }
        throw new AssertionError(blackout);
    }

    static String of(CalendarEvent event) {
        String when = event.wholeDays() ? event.first().toLocalDate().toString() : TimesReader.written(event.first());
        return event.summary() + " " + when
                + event.rule().map(rule -> " (" + rule + ")").orElse("");
    }

    static String of(RateBand band) {
        return WeeklyHours.hours(band.from(), band.to()) + " " + of(band.limit());
    }

    static String of(Limit limit) {
        List<String> parts = new ArrayList<>();
        limit.perSecond().ifPresent(rate -> parts.add(rate + " records a second"));
        limit.atOnce().ifPresent(many -> parts.add(many + (many == 1 ? " segment" : " segments") + " at once"));
        return parts.isEmpty() ? "no limit" : String.join(" and ", parts);
    }

    static String of(Scope scope) {
        List<String> parts = new ArrayList<>();
        if (scope.phases().isEmpty()) {
            parts.add("all bulk work");
        } else {
            parts.add(scope.phases().stream().sorted().map(Phase::label).collect(Collectors.joining(", ")));
        }
        if (!scope.classes().isEmpty()) {
            parts.add("of "
                    + scope.classes().stream().sorted().map(DataClass::label).collect(Collectors.joining(", ")));
        }
        if (!scope.sources().isEmpty()) {
            parts.add("from " + scope.sources().stream().sorted().collect(Collectors.joining(", ")));
        }
        return String.join(" ", parts);
    }
}
