package io.caravan.backfill;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
        if (isPlainDate(text, text.length())) {
            return Optional.of(text);
        }
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
        if (text.length() >= 19 && isPlainDate(text, 10) && text.charAt(16) == ':') {
            return Optional.of(text.substring(0, 10) + 'T' + text.substring(11, 19) + fraction(text.substring(19)));
        }
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

    /** What nearly every value is, found without a pattern: rows come by the million. */
    private static boolean isPlainDate(String text, int length) {
        if (length != 10 || text.charAt(4) != '-' || text.charAt(7) != '-' || text.startsWith("0000")) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            char c = text.charAt(i);
            if (i != 4 && i != 7 && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.startsWith("00", 5) && !text.startsWith("00", 8);
    }

    /** Microseconds without the zeros at their end: {@code .250000} is {@code .25}, and {@code .0} is nothing. */
    private static String fraction(String digits) {
        int end = Math.min(digits.length(), 7);
        while (end > 0 && (digits.charAt(end - 1) == '0' || digits.charAt(end - 1) == '.')) {
            end--;
        }
        return digits.substring(0, end);
    }

    private static String date(LocalDate date) {
        return padded(date.getYear(), 4)
                + '-'
                + padded(date.getMonthValue(), 2)
                + '-'
                + padded(date.getDayOfMonth(), 2);
    }

    private static String timeOfDay(LocalTime time) {
        String seconds =
                padded(time.getHour(), 2) + ':' + padded(time.getMinute(), 2) + ':' + padded(time.getSecond(), 2);
        return time.getNano() < 1000 ? seconds : seconds + fraction('.' + padded(time.getNano() / 1000, 6));
    }

    private static String padded(int number, int digits) {
        String text = Integer.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
