package io.caravan.window;

import io.caravan.window.CalendarEvent.EventZone;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one event of an iCalendar file. */
final class EventReader {
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final Pattern DURATION =
            Pattern.compile("\\+?P(?:(\\d+)W)?(?:(\\d+)D)?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)S)?)?");
    private static final int DAY_LENGTH = 8;
    private static final int LONGEST_DAYS = 366;

    private final String file;
    private final Map<String, List<ContentLine>> ownZones;
    private final Problems problems;

    EventReader(String file, Map<String, List<ContentLine>> ownZones, Problems problems) {
        this.file = file;
        this.ownZones = ownZones;
        this.problems = problems;
    }

    /** @param replaces the time of the recurring event of the same name that this one is instead of, on its clock */
    record Found(CalendarEvent event, String uid, Optional<LocalDateTime> replaces, boolean cancelled) {}

    /** @return empty where it cannot be read: then there is a problem */
    Optional<Found> read(List<ContentLine> lines) {
        Map<String, ContentLine> first = new HashMap<>();
        lines.forEach(line -> first.putIfAbsent(line.name(), line));
        ContentLine start = first.get("DTSTART");
        if (start == null) {
            problem(lines.get(0), "an event has no DTSTART: nobody can say when it is");
            return Optional.empty();
        }
        try {
            return Optional.of(read(lines, first, start));
        } catch (Unreadable e) {
            problem(e.line, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Found read(List<ContentLine> lines, Map<String, ContentLine> first, ContentLine start) {
        EventZone zone = zone(start);
        boolean wholeDays = isDay(start);
        LocalDateTime begins = at(start, start.value(), zone);
        Lasts lasts = lasts(start, first, begins, zone);
        Optional<String> rule = Optional.ofNullable(first.get("RRULE")).map(line -> rule(line, zone));
        ContentLine summary = first.get("SUMMARY");
        ContentLine id = first.get("UID");
        ContentLine replaces = first.get("RECURRENCE-ID");
        if (replaces != null && replaces.parameter("RANGE").isPresent()) {
            throw new Unreadable(replaces, "RANGE is not understood; give the times after it as an event of their own");
        }
        CalendarEvent event = new CalendarEvent(
                summary == null || summary.text().isEmpty() ? "(no summary)" : summary.text(),
                wholeDays,
                begins,
                lasts.days(),
                lasts.time(),
                zone,
                rule,
                times(lines, "EXDATE", zone),
                times(lines, "RDATE", zone));
        ContentLine status = first.get("STATUS");
        return new Found(
                event,
                id == null ? "line " + start.line() : id.value().strip(),
                Optional.ofNullable(replaces).map(line -> at(line, line.value(), zone)),
                status != null && status.is("STATUS", "CANCELLED"));
    }

    private static boolean isDay(ContentLine line) {
        return line.value().strip().length() == DAY_LENGTH;
    }

    private record Lasts(int days, Duration time) {}

    private Lasts lasts(ContentLine start, Map<String, ContentLine> first, LocalDateTime begins, EventZone zone) {
        boolean wholeDays = isDay(start);
        ContentLine end = first.get("DTEND");
        ContentLine duration = first.get("DURATION");
        Lasts lasts;
        if (end != null) {
            LocalDateTime ends = at(end, end.value(), zone);
            WallClock clock = zone.clock(WallClock.utc());
            lasts = wholeDays
                    ? new Lasts((int) ChronoUnit.DAYS.between(begins, ends), Duration.ZERO)
                    : new Lasts(0, Duration.between(clock.begin(begins), clock.end(ends)));
        } else if (duration != null) {
            lasts = duration(duration);
        } else {
            lasts = new Lasts(wholeDays ? 1 : 0, Duration.ZERO);
        }
        if (wholeDays && lasts.days() == 0) {
            // files of some programs say that a day ends on the day on which it begins
            lasts = new Lasts(1, Duration.ZERO);
        }
        if (lasts.days() < 0
                || lasts.days() > LONGEST_DAYS
                || lasts.time().isNegative()
                || lasts.time().toDays() > LONGEST_DAYS) {
            throw new Unreadable(
                    end == null ? start : end,
                    "the event ends before it begins, or lasts more than a year; give it as several");
        }
        return lasts;
    }

    private static Lasts duration(ContentLine line) {
        Matcher form = DURATION.matcher(line.value().strip());
        if (!form.matches()) {
            throw new Unreadable(line, "\"" + line.value() + "\" is no duration; write it like P1D or PT8H30M");
        }
        return new Lasts(
                Math.toIntExact(7 * number(form, 1) + number(form, 2)),
                Duration.ofHours(number(form, 3)).plusMinutes(number(form, 4)).plusSeconds(number(form, 5)));
    }

    private static long number(Matcher form, int group) {
        return Optional.ofNullable(form.group(group))
                .filter(digits -> digits.length() < DAY_LENGTH)
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static String rule(ContentLine line, EventZone zone) {
        try {
            return Recurrence.parse(line.value(), zone.clock(WallClock.utc())).toString();
        } catch (IllegalArgumentException e) {
            throw new Unreadable(line, String.valueOf(e.getMessage()));
        }
    }

    private List<LocalDateTime> times(List<ContentLine> lines, String name, EventZone zone) {
        List<LocalDateTime> times = new ArrayList<>();
        for (ContentLine line : lines) {
            if (line.name().equals(name)) {
                for (String value : line.value().split(",", -1)) {
                    // a period says an end besides, which the event has already
                    int period = value.indexOf('/');
                    times.add(at(line, period < 0 ? value : value.substring(0, period), zone));
                }
            }
        }
        return times;
    }

    /** A time on the clock of the event. */
    private LocalDateTime at(ContentLine line, String written, EventZone zone) {
        LocalDateTime at = parsed(line, written, zone);
        if (TimesReader.isFar(at.toLocalDate())) {
            throw new Unreadable(line, "\"" + written.strip() + "\" is not of the years 1970 to 2999");
        }
        return at;
    }

    private LocalDateTime parsed(ContentLine line, String written, EventZone zone) {
        String value = written.strip();
        try {
            if (value.length() == DAY_LENGTH) {
                return LocalDate.parse(value, DAY).atStartOfDay();
            }
            if (value.endsWith("Z")) {
                LocalDateTime utc = LocalDateTime.parse(value.substring(0, value.length() - 1), TIME);
                return zone.clock(WallClock.utc()).at(utc.toInstant(ZoneOffset.UTC));
            }
            LocalDateTime local = LocalDateTime.parse(value, TIME);
            EventZone own = line.parameter("TZID").isPresent() ? zone(line) : zone;
            WallClock utc = WallClock.utc();
            return own.equals(zone) ? local : zone.clock(utc).at(own.clock(utc).begin(local));
        } catch (DateTimeException e) {
            throw new Unreadable(
                    line, "\"" + value + "\" is no date such as 20261225, nor a time such as 20261225T220000");
        }
    }

    private EventZone zone(ContentLine line) {
        String value = line.value().strip();
        if (value.length() == DAY_LENGTH) {
            return EventZone.FLOATING;
        }
        if (value.endsWith("Z")) {
            return new EventZone("UTC", Optional.empty());
        }
        Optional<String> id = line.parameter("TZID");
        if (id.isEmpty()) {
            return EventZone.FLOATING;
        }
        // some programs put a path before the name
        String[] path = id.get().split("/", -1);
        List<String> names = path.length > 2
                ? List.of(id.get(), path[path.length - 2] + "/" + path[path.length - 1])
                : List.of(id.get());
        for (String name : names) {
            if (WallClock.of(name).isPresent()) {
                return new EventZone(name, Optional.empty());
            }
        }
        List<ContentLine> own = Optional.ofNullable(ownZones.get(id.get()))
                .orElseThrow(() -> new Unreadable(
                        line,
                        "\"" + id.get() + "\" is no time zone, and the file does not say what it is (VTIMEZONE)"));
        return new EventZone(
                id.get(),
                Optional.of(OwnZone.rules(own)
                        .orElseThrow(() -> new Unreadable(
                                line,
                                "the VTIMEZONE of \"" + id.get()
                                        + "\" cannot be read; use the name of a zone such as Europe/Berlin"))));
    }

    private void problem(ContentLine line, String text) {
        problems.add(file, line.line(), line.name(), text);
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ContentLine line;

        Unreadable(ContentLine line, String message) {
            super(message);
            this.line = line;
        }
    }
}
