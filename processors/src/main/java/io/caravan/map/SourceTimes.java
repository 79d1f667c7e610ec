package io.caravan.map;

import io.caravan.fhir.FhirTimes;
import io.caravan.hl7.Hl7Time;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of one source, of messages (HL7 DTM) and of rows (ISO 8601), in its declared zone where they carry no offset. */
public final class SourceTimes implements FhirTimes {
    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d{2})(?:-(\\d{2}))?"
            + "(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?\\s?(?:(Z)|([+-]\\d{2})(?::?(\\d{2}))?)?)?");

    private final ZoneId zone;

    public SourceTimes(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String date(String value) {
        return read(value).map(Hl7Time::date).orElse("");
    }

    @Override
    public String dateTime(String value) {
        return read(value).flatMap(time -> time.dateTime(zone)).orElse("");
    }

    @Override
    public String instant(String value) {
        return read(value).flatMap(time -> time.instant(zone)).orElse("");
    }

    /** Microseconds since the epoch, for versions; the start of the period where only a day, month or year is given. */
    public OptionalLong micros(String value) {
        Optional<Hl7Time> time = read(value);
        return time.isPresent() ? OptionalLong.of(time.get().micros(zone)) : OptionalLong.empty();
    }

    /** The time as it was written, whether HL7 or ISO 8601. */
    public static Optional<Hl7Time> read(String value) {
        if (value.length() > 4 && value.indexOf('-') == 4) {
            if (isPlainTime(value)) {
                return Hl7Time.read(withoutSeparators(value));
            }
            Matcher iso = ISO.matcher(value.strip());
            if (iso.matches()) {
                return Hl7Time.read(hl7(iso));
            }
        }
        return Hl7Time.read(value);
    }

    /** The form that rows have: to the second, without an offset. It is read for every row, so no pattern is asked. */
    private static boolean isPlainTime(String value) {
        boolean separated = value.length() >= 19
                && value.charAt(7) == '-'
                && value.charAt(10) == 'T'
                && value.charAt(13) == ':'
                && value.charAt(16) == ':';
        for (int i = 19; separated && i < value.length(); i++) {
            char c = value.charAt(i);
            separated = i == 19 ? c == '.' : c >= '0' && c <= '9';
        }
        return separated;
    }

    private static String withoutSeparators(String value) {
        return new StringBuilder(value.length())
                .append(value, 0, 4)
                .append(value, 5, 7)
                .append(value, 8, 10)
                .append(value, 11, 13)
                .append(value, 14, 16)
                .append(value, 17, value.length())
                .toString();
    }

    private static String hl7(Matcher iso) {
        StringBuilder out = new StringBuilder(32).append(iso.group(1)).append(iso.group(2));
        if (iso.group(3) == null) {
            return out.toString();
        }
        out.append(iso.group(3));
        if (iso.group(4) == null) {
            return out.toString();
        }
        out.append(iso.group(4)).append(iso.group(5)).append(iso.group(6) == null ? "00" : iso.group(6));
        if (iso.group(7) != null) {
            out.append('.').append(iso.group(7));
        }
        if (iso.group(8) != null) {
            out.append("+0000");
        } else if (iso.group(9) != null) {
            out.append(iso.group(9)).append(iso.group(10) == null ? "00" : iso.group(10));
        }
        return out.toString();
    }
}
