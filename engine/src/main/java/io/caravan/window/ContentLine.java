package io.caravan.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A line of an iCalendar file: {@code NAME;PARAMETER=VALUE:VALUE}, put together where it was folded.
 *
 * @param line in which it begins, from 1
 */
record ContentLine(int line, String name, Map<String, String> parameters, String value) {

    static List<ContentLine> all(String text) {
        List<ContentLine> all = new ArrayList<>();
        String[] lines = text.split("\r\n|\n|\r", -1);
        int at = 0;
        while (at < lines.length) {
            StringBuilder whole = new StringBuilder(lines[at]);
            int next = at + 1;
            while (next < lines.length
                    && !lines[next].isEmpty()
                    && (lines[next].charAt(0) == ' ' || lines[next].charAt(0) == '\t')) {
                whole.append(lines[next].substring(1));
                next++;
            }
            if (!whole.toString().isBlank()) {
                all.add(of(at + 1, whole.toString()));
            }
            at = next;
        }
        return all;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    boolean is(String asked, String with) {
        return name.equals(asked) && value.strip().equalsIgnoreCase(with);
    }

    /** The text with its escapes undone, on one line. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char sign = value.charAt(i);
            if (sign == '\\' && i + 1 < value.length()) {
                i++;
                char escaped = value.charAt(i);
                text.append(escaped == 'n' || escaped == 'N' ? ' ' : escaped);
            } else {
                text.append(sign);
            }
        }
        return text.toString().strip();
    }

    private static ContentLine of(int line, String whole) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        int colon = whole.length();
        for (int i = 0; i < whole.length(); i++) {
            char sign = whole.charAt(i);
            if (sign == '"') {
                quoted = !quoted;
            } else if (!quoted && (sign == ';' || sign == ':')) {
                parts.add(whole.substring(from, i));
                from = i + 1;
                if (sign == ':') {
                    colon = i;
                    break;
                }
            }
        }
        if (colon == whole.length()) {
            parts.add(whole.substring(from));
        }
        Map<String, String> parameters = new HashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        part.substring(0, equals).toUpperCase(Locale.ROOT),
                        part.substring(equals + 1).replace("\"", ""));
            }
        }
        String value = colon == whole.length() ? "" : whole.substring(colon + 1);
        return new ContentLine(line, parts.get(0).strip().toUpperCase(Locale.ROOT), parameters, value);
    }
}
