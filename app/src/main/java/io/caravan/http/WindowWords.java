package io.caravan.http;

import io.caravan.message.DataClass;
import io.caravan.window.Limit;
import io.caravan.window.Phase;
import io.caravan.window.Scope;
import io.caravan.window.Window;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.Opening;
import io.caravan.window.Window.RateBand;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What windows say, in words. */
final class WindowWords {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);
    private static final int LEAST_RUN = 3;

    private WindowWords() {}

    static String of(Scope scope) {
        List<String> parts = new ArrayList<>();
        parts.add(scope.phases().isEmpty() ? "all bulk work" : phases(scope.phases()));
        if (!scope.classes().isEmpty()) {
            parts.add("of " + classes(scope.classes()));
        }
        if (!scope.sources().isEmpty()) {
            parts.add("from " + scope.sources().stream().sorted().collect(Collectors.joining(", ")));
        }
        return String.join(" ", parts);
    }

    static String classes(Collection<DataClass> classes) {
        return classes.stream().sorted().map(DataClass::label).collect(Collectors.joining(", "));
    }

    static String phases(Collection<Phase> phases) {
        return phases.stream().sorted().map(Phase::label).collect(Collectors.joining(", "));
    }

    static String of(Opening opening) {
        if (opening instanceof Opening.Weekly weekly) {
            return days(weekly.days()) + " " + weekly.from() + "-" + end(weekly.to());
        }
        if (opening instanceof Opening.Recurring recurring) {
            return recurring.rule() + " from " + recurring.first().toString().replace('T', ' ') + " for "
                    + length(recurring.length());
        }
        throw new AssertionError(opening);
    }

    static String of(Blackout blackout) {
        if (blackout instanceof Blackout.Days days) {
            String range = days.from().equals(days.to()) ? days.from().toString() : days.from() + " to " + days.to();
            return range + " " + days.why();
        }
        if (blackout instanceof Blackout.Times times) {
            return (times.from() + " to " + times.to()).replace('T', ' ') + " " + times.why();
        }
        if (blackout instanceof Blackout.OfCalendar calendar) {
            int events = calendar.events().size();
            return calendar.file() + " (" + events + (events == 1 ? " event)" : " events)");
        }
        throw new AssertionError(blackout);
    }

    static String of(RateBand band) {
        return band.from() + "-" + end(band.to()) + " " + of(band.limit());
    }

    /** {@code full} where there is none. */
    static String of(Limit limit) {
        List<String> parts = new ArrayList<>();
        limit.perSecond().ifPresent(perSecond -> parts.add(perSecond + "/s"));
        limit.atOnce().ifPresent(atOnce -> parts.add(atOnce + " at once"));
        return parts.isEmpty() ? "full" : String.join(", ", parts);
    }

    /** {@code 8 h}, {@code 7 h 30 min}, {@code 45 min}. */
    static String length(Duration length) {
        long minutes = length.toMinutes();
        long hours = minutes / 60;
        String rest = minutes % 60 + " min";
        if (hours == 0) {
            return rest;
        }
        return minutes % 60 == 0 ? hours + " h" : hours + " h " + rest;
    }

    /** {@code Mon 23 Nov 22:00}, on the zone's clock. */
    static String moment(Instant at, ZoneId zone) {
        return MOMENT.format(at.atZone(zone));
    }

    static String day(ZonedDateTime day) {
        return DAY.format(day);
    }

    static String time(ZonedDateTime at) {
        return TIME.format(at);
    }

    static String dayAndTime(ZonedDateTime at) {
        return DAY_AND_TIME.format(at);
    }

    static String openings(Window window) {
        return window.openings().stream().map(WindowWords::of).collect(Collectors.joining("; "));
    }

    /** {@code Mon-Fri}, {@code Mon,Wed}. */
    static String days(Set<DayOfWeek> days) {
        List<DayOfWeek> sorted = days.stream().sorted().toList();
        List<String> parts = new ArrayList<>();
        int i = 0;
        while (i < sorted.size()) {
            int last = i;
            while (last + 1 < sorted.size()
                    && sorted.get(last + 1) == sorted.get(last).plus(1)) {
                last++;
            }
            if (last - i + 1 >= LEAST_RUN) {
                parts.add(name(sorted.get(i)) + "-" + name(sorted.get(last)));
            } else {
                sorted.subList(i, last + 1).forEach(day -> parts.add(name(day)));
            }
            i = last + 1;
        }
        return String.join(",", parts);
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    private static String end(LocalTime time) {
        return time.equals(LocalTime.MIDNIGHT) ? "24:00" : time.toString();
    }
}
