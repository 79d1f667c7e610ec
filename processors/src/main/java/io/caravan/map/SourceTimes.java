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
            Matcher iso = ISO.matcher(value.strip());
            if (iso.matches()) {
                return Hl7Time.read(hl7(iso));
            }
        }
        return Hl7Time.read(value);
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
