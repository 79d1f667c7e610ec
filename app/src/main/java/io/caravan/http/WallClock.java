package io.caravan.http;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as schedulers give them: on the clock of a window's zone, or with an offset. A local time that the clocks skip, or show
 * twice, is refused: whoever gave it says which is meant.
 */
final class WallClock {
    private static final Pattern SPAN = Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?");
    private static final int DAY_LETTERS = 3;

    private final Supplier<ZoneId> zone;

    /** @param zone asked only for times without an offset; may refuse */
    WallClock(Supplier<ZoneId> zone) {
        this.zone = zone;
    }

    /** @param now what "06:00" and "Mon 06:00" come after @param name of what is given, for the refusal */
    Instant read(String name, String text, Instant now) {
        String given = text.strip();
        if (given.equalsIgnoreCase("now")) {
            return now;
        }
        Optional<Instant> withOffset =
                parsed(() -> OffsetDateTime.parse(given.replace(' ', 'T').toUpperCase(Locale.ROOT))
                        .toInstant());
        if (withOffset.isPresent()) {
            return withOffset.get();
        }
        Optional<LocalDate> day = parsed(() -> LocalDate.parse(given));
        if (day.isPresent()) {
            return day.get().atStartOfDay(zone.get()).toInstant();
        }
        Optional<LocalDateTime> local = parsed(() -> LocalDateTime.parse(given.replace(' ', 'T')));
        return instant(local.or(() -> next(given, now)).orElseThrow(() -> unreadable(name, text)));
    }

    /** How long, e.g. {@code 90m}, {@code 2h}, {@code 1d12h}; a day has 24 hours. */
    static Duration span(String name, String text) {
        Matcher matcher = SPAN.matcher(text.strip());
        Duration span = matcher.matches()
                ? Duration.ofDays(number(matcher, 1))
                        .plusHours(number(matcher, 2))
                        .plusMinutes(number(matcher, 3))
                : Duration.ZERO;
        if (span.isZero()) {
            throw Problem.badRequest(
                    "\"" + text + "\" is not a length of time for " + name + "; give e.g. 90m, 2h or 1d12h");
        }
        return span;
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** {@code 06:00} or {@code Mon 06:00}: the next one. */
    private Optional<LocalDateTime> next(String text, Instant now) {
        int space = text.indexOf(' ');
        Optional<DayOfWeek> day = space < 0 ? Optional.empty() : dayOfWeek(text.substring(0, space));
        if (space >= 0 && day.isEmpty()) {
            return Optional.empty();
        }
        String clock = text.substring(space + 1).strip();
        return parsed(() -> LocalTime.parse(clock.indexOf(':') == 1 ? "0" + clock : clock))
                .map(time -> {
                    LocalDateTime here = LocalDateTime.ofInstant(now, zone.get());
                    LocalDate first = day.map(one -> here.toLocalDate().with(TemporalAdjusters.nextOrSame(one)))
                            .orElse(here.toLocalDate());
                    LocalDateTime next = first.atTime(time);
                    return next.isAfter(here) ? next : next.plusDays(day.isPresent() ? 7 : 1);
                });
    }

    private static Optional<DayOfWeek> dayOfWeek(String text) {
        String given = text.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (given.length() >= DAY_LETTERS && day.name().startsWith(given)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private Instant instant(LocalDateTime local) {
        ZoneId here = zone.get();
        List<ZoneOffset> offsets = here.getRules().getValidOffsets(local);
        if (offsets.size() == 1) {
            return local.toInstant(offsets.get(0));
        }
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = here.getRules().getTransition(local);
            throw Problem.badRequest(local + " does not exist in " + here + ": the clocks go from "
                    + gap.getDateTimeBefore().toLocalTime() + " to "
                    + gap.getDateTimeAfter().toLocalTime() + "; say " + gap.getDateTimeAfter());
        }
        List<String> choices = new ArrayList<>();
        offsets.forEach(offset -> choices.add(local.atOffset(offset).toString()));
        throw Problem.badRequest(local + " comes twice in " + here + "; say " + choices.get(0) + " for the first, or "
                + choices.get(1) + " for the second");
    }

    /** For people: on the zone's clock, and in UTC. */
    static String text(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        return local.toLocalDateTime().withSecond(0).withNano(0).toString().replace('T', ' ') + " " + zone;
    }

    private static Problem unreadable(String name, String text) {
        return Problem.badRequest(
                "\"" + text + "\" is not a time for " + name
                        + "; give e.g. 06:00, Mon 06:00, 2026-03-02 06:00 (on the window's clock), 2026-03-02T06:00+01:00 or ...Z");
    }

    private static <T> Optional<T> parsed(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
