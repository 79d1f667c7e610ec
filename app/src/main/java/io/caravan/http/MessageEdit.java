package io.caravan.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets fields of a dead-lettered message. Works on the bytes: what is not edited stays as it came, whatever its character set;
 * a new value is written in UTF-8 where it is not plain ASCII, and refused where the message names another set.
 */
final class MessageEdit implements UnaryOperator<byte[]> {
    private static final Pattern PLACE =
            Pattern.compile("([A-Z][A-Z0-9]{2})(?:\\[([1-9]\\d{0,3})])?-([1-9]\\d{0,2})(?:\\.([1-9]\\d{0,2}))?");

    /** A character a byte: splitting and joining loses nothing. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final Map<String, String> values;

    MessageEdit(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    @Override
    public byte[] apply(byte[] message) {
        String text = new String(message, BYTES);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = set(text, value.getKey(), value.getValue());
        }
        return text.getBytes(BYTES);
    }

    private static String set(String text, String place, String value) {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw Problem.badRequest("A place in a message is written as PID-7, PID-5.1 or OBX[2]-5");
        }
        int msh = text.indexOf("MSH");
        if (msh < 0 || text.length() < msh + 8) {
            throw Problem.conflict("The message has no MSH segment to be read by");
        }
        String segment = matcher.group(1);
        int field = Integer.parseInt(matcher.group(3));
        int component = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        if (segment.equals("MSH") && field < 3) {
            throw Problem.badRequest("MSH-1 and MSH-2 say how the message is read; they stay as they are");
        }
        String[] lines = text.split("(?<=[\\r\\n])", -1);
        int line = line(lines, segment, matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
        String end = lines[line].replaceAll("[^\\r\\n]", "");
        String body = lines[line].substring(0, lines[line].length() - end.length());
        Separators separators = new Separators(
                text.substring(msh + 3, msh + 4), text.substring(msh + 4, msh + 5), text.substring(msh + 5, msh + 6));
        if (value.contains(separators.field())) {
            throw Problem.badRequest("A value holds no field separator; set each field by its own place");
        }
        lines[line] = changed(
                        body,
                        separators,
                        segment.equals("MSH") ? field - 1 : field,
                        component,
                        encoded(text, msh, value))
                + end;
        return String.join("", lines);
    }

    private record Separators(String field, String component, String repetition) {}

    private static String changed(String line, Separators separators, int field, int component, String value) {
        if (component == 0) {
            return replaced(line, separators.field(), field + 1, value);
        }
        String present = part(line, separators.field(), field + 1);
        String first = part(present, separators.repetition(), 1);
        String edited = replaced(first, separators.component(), component, value);
        return replaced(line, separators.field(), field + 1, replaced(present, separators.repetition(), 1, edited));
    }

    /** Where there are several segments of a name, the number must be given: a repair is never meant for all of them. */
    private static int line(String[] lines, String segment, int wanted) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith(segment)) {
                found.add(i);
            }
        }
        if (found.isEmpty() || wanted > found.size()) {
            throw Problem.badRequest("The message has " + found.size() + " segments " + segment);
        }
        if (wanted == 0 && found.size() > 1) {
            throw Problem.badRequest("The message has " + found.size() + " segments " + segment + "; say which, e.g. "
                    + segment + "[2]-5");
        }
        return found.get(Math.max(wanted, 1) - 1);
    }

    private static String encoded(String text, int msh, String value) {
        if (value.chars().anyMatch(c -> c < ' ')) {
            throw Problem.badRequest("A value has no line breaks or other control characters");
        }
        if (value.chars().allMatch(c -> c < 128)) {
            return value;
        }
        String header = text.substring(msh).split("[\\r\\n]", 2)[0];
        String charset = part(header, text.substring(msh + 3, msh + 4), 18);
        if (!charset.contains("UTF-8")) {
            throw Problem.badRequest("The message does not declare UTF-8 (MSH-18); its edits are in plain ASCII");
        }
        return new String(value.getBytes(StandardCharsets.UTF_8), BYTES);
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
}
