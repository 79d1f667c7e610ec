package io.caravan.hl7;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * A time stamp of HL7 v2: {@code YYYY[MM[DD[HH[MM[SS[.S...]]]]]][+/-ZZZZ]}. It keeps the precision in which it was written, and
 * an offset in the field wins over the source's zone. Own reading, because a wrong time must be seen, not corrected.
 */
public final class Hl7Time {
    /** How far the time was given. */
    public enum Precision {
        YEAR,
        MONTH,
        DAY,
        HOUR,
        MINUTE,
        SECOND
    }

    /** What the clocks of a zone did at this time. */
    public enum ClockChange {
        NONE,
        /** The clocks were put forward over it: there was no such time. */
        GAP,
        /** It was there twice: the earlier one is meant, as long as nobody says more. */
        OVERLAP
    }

    private static final int MAX_FRACTION = 9;

    private final String text;
    private final Precision precision;
    private final LocalDateTime local;
    /** As written, with its point; empty where there is none. */
    private final String fraction;

    private final Optional<ZoneOffset> offset;

    private Hl7Time(
            String text, Precision precision, LocalDateTime local, String fraction, Optional<ZoneOffset> offset) {
        this.text = text;
        this.precision = precision;
        this.local = local;
        this.fraction = fraction;
        this.offset = offset;
    }

    /** Empty where the text is no time stamp, or no day or hour that exists. */
    public static Optional<Hl7Time> read(String given) {
        String text = given.strip();
        int digits = digits(text, 0);
        if (digits < 4 || digits > 14 || digits % 2 != 0) {
            return Optional.empty();
        }
        int at = digits;
        String fraction = "";
        if (digits == 14 && at < text.length() && text.charAt(at) == '.') {
            int count = digits(text, at + 1);
            if (count == 0 || count > MAX_FRACTION) {
                return Optional.empty();
            }
            fraction = text.substring(at + 1, at + 1 + count);
            at += 1 + count;
        }
        Optional<ZoneOffset> offset = at == text.length() ? Optional.empty() : offset(text, at);
        if (at < text.length() && offset.isEmpty()) {
            return Optional.empty();
        }
        Precision precision = Precision.values()[(digits - 4) / 2];
        String written = fraction.isEmpty() ? "" : "." + fraction;
        return local(text, digits, fraction).map(local -> new Hl7Time(given, precision, local, written, offset));
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }

    private static int number(String text, int from, int length, int digits, int absent) {
        if (from >= digits) {
            return absent;
        }
        int number = 0;
        for (int i = from; i < from + length; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static Optional<LocalDateTime> local(String text, int digits, String fraction) {
        int year = number(text, 0, 4, digits, 0);
        int month = number(text, 4, 2, digits, 1);
        int day = number(text, 6, 2, digits, 1);
        int hour = number(text, 8, 2, digits, 0);
        int minute = number(text, 10, 2, digits, 0);
        int second = number(text, 12, 2, digits, 0);
        if (year == 0 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
            return Optional.empty();
        }
        if (day > YearMonth.of(year, month).lengthOfMonth()) {
            return Optional.empty();
        }
        int nanos = fraction.isEmpty() ? 0 : Integer.parseInt(fraction + "0".repeat(MAX_FRACTION - fraction.length()));
        return Optional.of(LocalDateTime.of(year, month, day, hour, minute, second, nanos));
    }

    private static Optional<ZoneOffset> offset(String text, int at) {
        char sign = text.charAt(at);
        if (text.length() != at + 5 || digits(text, at + 1) != 4 || sign != '+' && sign != '-') {
            return Optional.empty();
        }
        int hours = Integer.parseInt(text, at + 1, at + 3, 10);
        int minutes = Integer.parseInt(text, at + 3, at + 5, 10);
        try {
            return Optional.of(
                    sign == '-'
                            ? ZoneOffset.ofHoursMinutes(-hours, -minutes)
                            : ZoneOffset.ofHoursMinutes(hours, minutes));
        } catch (DateTimeException beyondAnyZone) {
            return Optional.empty();
        }
    }

    /** As received. */
    public String text() {
        return text;
    }

    public Precision precision() {
        return precision;
    }

    /** Whether it tells a time of the day. */
    public boolean hasTime() {
        return precision.compareTo(Precision.HOUR) >= 0;
    }

    /** The offset that the field itself gives. */
    public Optional<ZoneOffset> offset() {
        return offset;
    }

    /** The same time of the day, as if the field had given no offset. */
    public Hl7Time withoutOffset() {
        return offset.isEmpty() ? this : new Hl7Time(text, precision, local, fraction, Optional.empty());
    }

    /** As it was written, in nobody's zone; what was not given is the lowest. */
    public LocalDateTime local() {
        return local;
    }

    /** What the clocks of this zone did then. Always {@code NONE} where the field gives its offset, or no time of the day. */
    public ClockChange clockChange(ZoneId zone) {
        if (offset.isPresent() || !hasTime()) {
            return ClockChange.NONE;
        }
        return switch (zone.getRules().getValidOffsets(local).size()) {
            case 0 -> ClockChange.GAP;
            case 1 -> ClockChange.NONE;
            default -> ClockChange.OVERLAP;
        };
    }

    /**
     * The first instant that it may mean: where an order of versions is needed, there must be one. A time in a gap counts as if
     * the clocks had not been changed yet.
     */
    public Instant lowerBound(ZoneId zone) {
        return local.toInstant(offsetIn(zone));
    }

    /** {@link #lowerBound} in microseconds since the epoch. */
    public long micros(ZoneId zone) {
        long seconds = local.toEpochSecond(offsetIn(zone));
        return seconds * 1_000_000 + local.getNano() / 1_000;
    }

    /** {@link #micros} of the last moment that it may mean: it is as long as its precision is coarse. */
    public long lastMicros(ZoneId zone) {
        LocalDateTime end = switch (precision) {
            case YEAR -> local.plusYears(1);
            case MONTH -> local.plusMonths(1);
            case DAY -> local.plusDays(1);
            case HOUR -> local.plusHours(1);
            case MINUTE -> local.plusMinutes(1);
            case SECOND -> fraction.isEmpty() ? local.plusSeconds(1) : local.plusNanos(1_000);
        };
        long length = Duration.between(local, end).toNanos() / 1_000;
        return micros(zone) + length - 1;
    }

    /** The field's own, else the zone's; of two the earlier instant's, in a gap the one before the change. */
    private ZoneOffset offsetIn(ZoneId zone) {
        return offset.orElseGet(() -> zone.getRules().getOffset(local));
    }

    /** FHIR {@code date}: the date as it was written, no more precise than a day; never moved by a zone. */
    public String date() {
        StringBuilder out = new StringBuilder(10);
        appendDate(out);
        return out.toString();
    }

    /**
     * FHIR {@code dateTime}, as precise as it was written; with seconds and offset, filled with zeros, where a time of the day
     * was given. Empty in a gap: there was no such time.
     */
    public Optional<String> dateTime(ZoneId zone) {
        if (!hasTime()) {
            return Optional.of(date());
        }
        return clockChange(zone) == ClockChange.GAP ? Optional.empty() : Optional.of(withTime(zone));
    }

    /** FHIR {@code instant}. Empty where only a date was given, or in a gap. */
    public Optional<String> instant(ZoneId zone) {
        return hasTime() ? dateTime(zone) : Optional.empty();
    }

    private String withTime(ZoneId zone) {
        StringBuilder out = new StringBuilder(32);
        appendDate(out);
        append(out.append('T'), local.getHour());
        append(out.append(':'), local.getMinute());
        append(out.append(':'), local.getSecond());
        return out.append(fraction).append(offsetIn(zone).getId()).toString();
    }

    private void appendDate(StringBuilder out) {
        int year = local.getYear();
        append(out, year / 100);
        append(out, year % 100);
        if (precision.compareTo(Precision.MONTH) >= 0) {
            append(out.append('-'), local.getMonthValue());
        }
        if (precision.compareTo(Precision.DAY) >= 0) {
            append(out.append('-'), local.getDayOfMonth());
        }
    }

    private static void append(StringBuilder out, int number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Its precision only: a birth date must not come into a log line. */
    @Override
    public String toString() {
        return "time to the " + precision.name().toLowerCase(Locale.ROOT);
    }
}
