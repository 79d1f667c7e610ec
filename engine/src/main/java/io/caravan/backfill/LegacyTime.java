package io.caravan.backfill;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as legacy databases give them, brought to the one form of {@link io.caravan.map.Row}. */
final class LegacyTime {
    private static final long MICROS = 1_000_000L;
    private static final Pattern SHAPE = Pattern.compile(
            "(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[ T](\\d{1,2}):(\\d{2})(?::(\\d{2})(\\.\\d+)?)?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?");

    private LegacyTime() {}

    /**
     * A date; MySQL's zero date is no date, and its dates without a day or month keep what they have.
     *
     * @return the text itself where it is no date at all: the mapper says so with the column's name
     */
    static Optional<String> date(String text) {
        Matcher shape = SHAPE.matcher(text.strip());
        if (!shape.matches()) {
            return Optional.of(text).filter(LegacyTime::isFinite);
        }
        if (shape.group(1).equals("0000")) {
            return Optional.empty();
        }
        int month = Integer.parseInt(shape.group(2));
        int day = Integer.parseInt(shape.group(3));
        String year = shape.group(1);
        if (month == 0) {
            return Optional.of(year);
        }
        return Optional.of(day == 0 ? "%s-%02d".formatted(year, month) : "%s-%02d-%02d".formatted(year, month, day));
    }

    /** A time of day on a date, without an offset. */
    static Optional<String> local(String text) {
        Matcher shape = SHAPE.matcher(text.strip());
        Optional<String> date = date(text);
        if (!shape.matches() || date.isEmpty() || date.get().length() < 10 || shape.group(4) == null) {
            return date;
        }
        return Optional.of(text(timeOf(shape, LocalDate.parse(date.get()))));
    }

    static String text(LocalDateTime time) {
        return date(time.toLocalDate()) + "T" + timeOfDay(time.toLocalTime());
    }

    /** @return empty for PostgreSQL's infinity, which says "no end" as NULL does */
    static Optional<String> instant(OffsetDateTime time, ZoneId zone) {
        if (time.getYear() > 9999 || time.getYear() < 1) {
            return Optional.empty();
        }
        OffsetDateTime there = time.atZoneSameInstant(zone).toOffsetDateTime();
        return Optional.of(text(there.toLocalDateTime()) + there.getOffset().getId());
    }

    /** Microseconds since the epoch of a text that one of the methods above gave; in an hour that a clock shows twice, the first. */
    static OptionalLong micros(String text, ZoneId zone) {
        Matcher shape = SHAPE.matcher(text.strip());
        if (!shape.matches()) {
            return OptionalLong.empty();
        }
        try {
            LocalDate date = LocalDate.of(
                    Integer.parseInt(shape.group(1)),
                    Integer.parseInt(shape.group(2)),
                    Integer.parseInt(shape.group(3)));
            LocalDateTime time = shape.group(4) == null ? date.atStartOfDay() : timeOf(shape, date);
            Instant instant = shape.group(8) == null
                    ? time.atZone(zone).toInstant()
                    : time.toInstant(ZoneOffset.of(shape.group(8)));
            return OptionalLong.of(micros(instant));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000);
    }

    static Instant instantOf(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    }

    private static boolean isFinite(String text) {
        return !text.endsWith("infinity");
    }

    private static LocalDateTime timeOf(Matcher shape, LocalDate date) {
        int second = shape.group(6) == null ? 0 : Integer.parseInt(shape.group(6));
        int nanos = 0;
        if (shape.group(7) != null) {
            nanos = Integer.parseInt((shape.group(7).substring(1) + "000000000").substring(0, 9));
        }
        return date.atTime(LocalTime.of(
                Integer.parseInt(shape.group(4)), Integer.parseInt(shape.group(5)), Math.min(second, 59), nanos));
    }

    private static String date(LocalDate date) {
        return "%04d-%02d-%02d".formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    private static String timeOfDay(LocalTime time) {
        String seconds = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
        long micros = time.truncatedTo(ChronoUnit.MICROS).getNano() / 1000L;
        return micros == 0 ? seconds : seconds + ".%06d".formatted(micros).replaceAll("0+$", "");
    }
}
