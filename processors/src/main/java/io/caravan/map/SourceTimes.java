package io.caravan.map;

import io.caravan.fhir.FhirTimes;
import io.caravan.hl7.Hl7Time;
import io.caravan.message.SourceDeclaration.TimeOffset;
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
    private final TimeOffset offsets;
    private final Optional<Hl7Time> sent;

    /** The offset of the field, else the zone. */
    public SourceTimes(ZoneId zone) {
        this(zone, TimeOffset.FIELD_OFFSET, Optional.empty());
    }

    private SourceTimes(ZoneId zone, TimeOffset offsets, Optional<Hl7Time> sent) {
        this.zone = zone;
        this.offsets = offsets;
        this.sent = sent;
    }

    /** @param msh7 when the message was made: its offset may be that of the message's other times */
    static SourceTimes of(ZoneId zone, TimeOffset offsets, String msh7) {
        return new SourceTimes(
                zone,
                offsets,
                offsets == TimeOffset.MSH7_OFFSET
                        ? Hl7Time.read(msh7).filter(time -> time.offset().isPresent())
                        : Optional.empty());
    }

    @Override
    public String date(String value) {
        return read(value).map(Hl7Time::date).orElse("");
    }

    @Override
    public String dateTime(String value) {
        return read(value).map(this::dateTime).orElse("");
    }

    String dateTime(Hl7Time time) {
        return local(time).dateTime(zone(time)).orElse("");
    }

    Hl7Time.ClockChange clockChange(Hl7Time time) {
        return local(time).clockChange(zone(time));
    }

    @Override
    public String instant(String value) {
        return read(value).flatMap(time -> local(time).instant(zone(time))).orElse("");
    }

    /** Microseconds since the epoch, for versions; the start of the period where only a day, month or year is given. */
    public OptionalLong micros(String value) {
        Optional<Hl7Time> time = read(value);
        return time.isPresent() ? OptionalLong.of(micros(time.get())) : OptionalLong.empty();
    }

    long micros(Hl7Time time) {
        return local(time).micros(zone(time));
    }

    long lastMicros(Hl7Time time) {
        return local(time).lastMicros(zone(time));
    }

    /** The offset of MSH-7 is right for its own day only: the clocks may have been changed since another. */
    private ZoneId zone(Hl7Time time) {
        if (sent.isPresent()
                && sent.get().local().toLocalDate().equals(time.local().toLocalDate())) {
            return sent.get().offset().map(ZoneId.class::cast).orElse(zone);
        }
        return zone;
    }

    private Hl7Time local(Hl7Time time) {
        return offsets == TimeOffset.SITE_ZONE ? time.withoutOffset() : time;
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
