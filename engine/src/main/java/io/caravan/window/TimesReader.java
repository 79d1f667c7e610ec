package io.caravan.window;

import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.Opening;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads openings and blackouts. */
final class TimesReader {
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int YEARS_AHEAD = 10;
    private static final String BETWEEN = " to ";
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2999;

    private final WallClock clock;
    private final Calendars calendars;

    TimesReader(WallClock clock, Calendars calendars) {
        this.clock = clock;
        this.calendars = calendars;
    }

    Optional<Opening> opening(YamlPart item) {
        if (item.isText()) {
            return item.text().flatMap(text -> weekly(item, text));
        }
        Map<String, YamlPart> entries = item.entries(Set.of("first", "rule", "length"));
        Optional<LocalDateTime> first = needed(item, entries, "first").flatMap(TimesReader::time);
        Optional<YamlPart> ruled = needed(item, entries, "rule");
        Optional<String> rule = ruled.flatMap(YamlPart::text);
        Optional<Duration> length = needed(item, entries, "length").flatMap(TimesReader::length);
        if (first.isEmpty() || rule.isEmpty() || length.isEmpty()) {
            return Optional.empty();
        }
        ruled.ifPresent(given -> recurs(given, first.get(), rule.get()));
        return Optional.of(new Opening.Recurring(first.get(), rule.get(), length.get()));
    }

    /** Where the first is none of the rule, the writer had another day in mind than the rule says. */
    private void recurs(YamlPart given, LocalDateTime first, String rule) {
        try {
            List<LocalDateTime> starts =
                    Recurrence.parse(rule, clock).between(first, first, first.plusYears(YEARS_AHEAD));
            if (starts.isEmpty()) {
                given.problem("\"" + rule + "\" never comes within " + YEARS_AHEAD + " years of " + first);
            } else if (!starts.get(0).equals(first)) {
                given.problem("first is " + written(first) + ", at which the rule has nothing; its first is "
                        + written(starts.get(0)));
            }
        } catch (IllegalArgumentException e) {
            given.problem(String.valueOf(e.getMessage()));
        }
    }

    static Optional<Opening.Weekly> weekly(YamlPart item, String text) {
        try {
            return Optional.of(WeeklyHours.parse(text));
        } catch (IllegalArgumentException e) {
            item.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    Optional<Blackout> blackout(YamlPart item) {
        Map<String, YamlPart> entries = item.entries(Set.of("days", "from", "to", "why", "calendar", "sha256"));
        YamlPart named = entries.get("calendar");
        if (named != null) {
            return only(item, entries, Set.of("calendar", "sha256")) ? calendar(named, entries) : Optional.empty();
        }
        Optional<String> why = needed(item, entries, "why").flatMap(YamlPart::text);
        YamlPart days = entries.get("days");
        if (days != null) {
            return only(item, entries, Set.of("days", "why"))
                    ? why.flatMap(text -> days(days, text))
                    : Optional.empty();
        }
        Optional<LocalDateTime> from = needed(item, entries, "from").flatMap(TimesReader::time);
        Optional<LocalDateTime> to = needed(item, entries, "to").flatMap(TimesReader::time);
        if (why.isEmpty() || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (!from.get().isBefore(to.get())) {
            item.problem("\"" + written(to.get()) + "\" is not after " + written(from.get()));
        }
        return Optional.of(new Blackout.Times(from.get(), to.get(), why.get()));
    }

    private Optional<Blackout> calendar(YamlPart given, Map<String, YamlPart> entries) {
        Optional<String> file = given.text();
        Optional<Blackout.OfCalendar> calendar = file.flatMap(calendars::find);
        if (file.isPresent() && calendar.isEmpty()) {
            given.problem("there is no calendar \"" + file.get() + "\"; put it into calendars/ beside windows.yaml");
        }
        YamlPart pin = entries.get("sha256");
        if (pin != null && calendar.isPresent()) {
            String digest = calendar.get().digest();
            if (!pin.text().orElse("").equalsIgnoreCase(digest)) {
                pin.problem("calendars/" + file.get() + " is not the one that was meant here: its digest is " + digest
                        + ". If it may be in force, write that; else bring the former file back");
            }
        }
        return calendar.map(one -> one);
    }

    private static Optional<Blackout> days(YamlPart given, String why) {
        Optional<String> text = given.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int to = text.get().indexOf(BETWEEN);
        try {
            LocalDate first = LocalDate.parse((to < 0 ? text.get() : text.get().substring(0, to)).strip());
            LocalDate last = to < 0
                    ? first
                    : LocalDate.parse(
                            text.get().substring(to + BETWEEN.length()).strip());
            if (isFar(first) || isFar(last)) {
                given.problem("\"" + text.get() + "\" is not of the years " + FIRST_YEAR + " to " + LAST_YEAR);
                return Optional.empty();
            }
            if (last.isBefore(first)) {
                given.problem("\"" + text.get() + "\" ends before it begins");
            }
            return Optional.of(new Blackout.Days(first, last, why));
        } catch (DateTimeException e) {
            given.problem("\"" + text.get() + "\" are no days; write them like 2026-12-25, or 2026-12-24 to 2026-12-26"
                    + " with the last one still in");
            return Optional.empty();
        }
    }

    /** Nobody plans so far ahead, and some arithmetic ends there. */
    static boolean isFar(LocalDate day) {
        return day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR;
    }

    private static boolean only(YamlPart item, Map<String, YamlPart> entries, Set<String> allowed) {
        for (String key : entries.keySet()) {
            if (!allowed.contains(key)) {
                item.problem("\"" + key + "\" does not go with "
                        + String.join(", ", allowed.stream().sorted().toList())
                        + "; a blackout is either days, or from and to, or a calendar");
                return false;
            }
        }
        return true;
    }

    private static Optional<YamlPart> needed(YamlPart item, Map<String, YamlPart> entries, String key) {
        Optional<YamlPart> given = Optional.ofNullable(entries.get(key));
        if (given.isEmpty()) {
            item.problem("has no " + key);
        }
        return given;
    }

    private static Optional<LocalDateTime> time(YamlPart given) {
        return given.text().flatMap(text -> {
            try {
                LocalDateTime time = LocalDateTime.parse(text.replace(' ', 'T'));
                if (isFar(time.toLocalDate())) {
                    given.problem("\"" + text + "\" is not of the years " + FIRST_YEAR + " to " + LAST_YEAR);
                    return Optional.empty();
                }
                return Optional.of(time);
            } catch (DateTimeException e) {
                given.problem("\"" + text + "\" is no time on the clock of the zone; write it like 2026-11-24 22:00");
                return Optional.empty();
            }
        });
    }

    private static Optional<Duration> length(YamlPart given) {
        return given.text().flatMap(text -> {
            Optional<Duration> length = Lengths.parse(text).filter(one -> !one.isZero() && one.compareTo(LONGEST) <= 0);
            if (length.isEmpty()) {
                given.problem("\"" + text + "\" is no length of an opening, up to 31 days; write it like 8h or 1h30m");
            }
            return length;
        });
    }

    static String written(LocalDateTime time) {
        return time.toString().replace('T', ' ');
    }
}
