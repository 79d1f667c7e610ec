package io.caravan.route;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes of a message that a site needs before it is mapped. Each gives a new message; the journal keeps the original. */
final class Hl7Edit {
    private static final Pattern PLACE =
            Pattern.compile("([A-Z][A-Z0-9]{2})(?:\\[([1-9]\\d{0,3})])?-([1-9]\\d{0,2})(?:\\.([1-9]\\d{0,2}))?");
    private static final Pattern SEGMENT = Pattern.compile("[A-Z][A-Z0-9]{2}");

    private Hl7Edit() {}

    /**
     * A field or component: {@code PID-8}, {@code PV1-3.1}, {@code OBX[2]-5}. Without a number in brackets all segments of the
     * name are meant.
     *
     * @param occurrence 0 = all
     * @param component 0 = the whole field
     */
    record Place(String segment, int occurrence, int field, int component) {
        static Place of(String text) {
            Matcher matcher = PLACE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is not a place in a message; write it as PID-8, PV1-3.1 or OBX[2]-5");
            }
            Place place = new Place(
                    matcher.group(1),
                    matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4)));
            if (place.segment.equals("MSH") && place.field < 3) {
                throw new IllegalArgumentException(
                        "MSH-1 and MSH-2 say how the message is read; they stay as they are");
            }
            return place;
        }

        private boolean isIn(Segment segment, int number) {
            return segment.is(this.segment) && (occurrence == 0 || occurrence == number);
        }
    }

    /** The name of a segment, checked. */
    static String segment(String name) {
        if (!SEGMENT.matcher(name).matches() || name.equals("MSH")) {
            throw new IllegalArgumentException("\"" + name + "\" is not a segment that can be dropped");
        }
        return name;
    }

    /** @param value as it is to stand in the message: with delimiters and escapes */
    static Hl7Message set(Hl7Message message, Place place, String value) {
        List<String> lines = new ArrayList<>(message.segments().size());
        int number = 0;
        for (Segment segment : message.segments()) {
            number += segment.is(place.segment) ? 1 : 0;
            lines.add(place.isIn(segment, number) ? changed(message, segment, place, value) : segment.line());
        }
        return read(lines);
    }

    static Hl7Message dropSegments(Hl7Message message, String name) {
        return read(message.segments().stream()
                .filter(segment -> !segment.is(name))
                .map(Segment::line)
                .toList());
    }

    /** Where there is nothing to move, nothing changes. */
    static Hl7Message move(Hl7Message message, Place from, Place to) {
        int number = 0;
        for (Segment segment : message.segments()) {
            number += segment.is(from.segment) ? 1 : 0;
            if (from.isIn(segment, number)) {
                String value = from.component == 0
                        ? segment.raw(from.field)
                        : part(segment.raw(from.field), componentSeparator(message), from.component);
                return value.isEmpty() ? message : set(set(message, from, ""), to, value);
            }
        }
        return message;
    }

    private static String changed(Hl7Message message, Segment segment, Place place, String value) {
        String separator = message.msh().raw(1);
        String field = place.component == 0
                ? value
                : replaced(segment.raw(place.field), componentSeparator(message), place.component, value);
        // MSH-1 is the separator itself, so that the parts of an MSH line count one lower.
        int part = segment.is("MSH") ? place.field - 1 : place.field;
        return replaced(segment.line(), separator, part + 1, field);
    }

    private static String componentSeparator(Hl7Message message) {
        return message.msh().raw(2).substring(0, 1);
    }

    private static String part(String text, String separator, int number) {
        String[] parts = text.split(Pattern.quote(separator), -1);
        return number <= parts.length ? parts[number - 1] : "";
    }

    private static String replaced(String text, String separator, int number, String value) {
        List<String> parts = new ArrayList<>(List.of(text.split(Pattern.quote(separator), -1)));
        while (parts.size() < number) {
            parts.add("");
        }
        parts.set(number - 1, value);
        return String.join(separator, parts);
    }

    private static Hl7Message read(List<String> lines) {
        return Hl7Message.read(String.join("\r", lines));
    }
}
