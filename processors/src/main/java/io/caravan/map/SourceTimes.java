package io.caravan.map;

import io.caravan.fhir.FhirTimes;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of one source, of messages (HL7 DTM) and of rows (ISO 8601), in its declared zone where they carry no offset. */
public final class SourceTimes implements FhirTimes {
    private static final Pattern HL7 = Pattern.compile(
            "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(\\.\\d{1,9})?)?)?)?)?)?([+-]\\d{4})?");

    private final ZoneId zone;

    public SourceTimes(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String date(String value) {
        Matcher parts = HL7.matcher(value.strip());
        if (!parts.matches()) {
            return "";
        }
        try {
            LocalDate day = day(parts);
            if (parts.group(2) == null) {
                return parts.group(1);
            }
            return parts.group(3) == null ? day.toString().substring(0, 7) : day.toString();
        } catch (DateTimeException e) {
            return "";
        }
    }

    @Override
    public String dateTime(String value) {
        Matcher parts = HL7.matcher(value.strip());
        if (parts.matches() && parts.group(4) == null) {
            return date(value);
        }
        return instant(value);
    }

    @Override
    public String instant(String value) {
        Matcher parts = HL7.matcher(value.strip());
        if (!parts.matches() || parts.group(4) == null) {
            return "";
        }
        try {
            String text = at(parts).format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX"));
            String fraction = parts.group(7);
            return fraction == null ? text : text.substring(0, 19) + fraction + text.substring(19);
        } catch (DateTimeException e) {
            return "";
        }
    }

    /** Microseconds since the epoch, for versions; the start of the period where only a day, month or year is given. */
    public OptionalLong micros(String value) {
        Matcher parts = HL7.matcher(value.strip());
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    ChronoUnit.MICROS.between(OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), at(parts)));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static LocalDate day(Matcher parts) {
        return LocalDate.of(Integer.parseInt(parts.group(1)), number(parts, 2, 1), number(parts, 3, 1));
    }

    private OffsetDateTime at(Matcher parts) {
        LocalDateTime local = day(parts).atTime(number(parts, 4, 0), number(parts, 5, 0), number(parts, 6, 0));
        if (parts.group(7) != null) {
            String nanos = (parts.group(7).substring(1) + "00000000").substring(0, 9);
            local = local.withNano(Integer.parseInt(nanos));
        }
        String offset = parts.group(8);
        return offset == null ? local.atZone(zone).toOffsetDateTime() : local.atOffset(ZoneOffset.of(offset));
    }

    private static int number(Matcher parts, int group, int otherwise) {
        return parts.group(group) == null ? otherwise : Integer.parseInt(parts.group(group));
    }
}
