package io.caravan.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes apart JSON that {@link Json} wrote, one level deep: it has no white space between its tokens. */
public final class JsonParts {
    private JsonParts() {}

    /** Adds the name of each member of an object, and its JSON value. */
    public static void addTo(String object, Map<String, String> members) {
        int at = 1;
        while (at < object.length() - 1) {
            int nameEnd = object.indexOf('"', at + 1);
            int valueEnd = valueEnd(object, nameEnd + 2);
            members.put(object.substring(at + 1, nameEnd), object.substring(nameEnd + 2, valueEnd));
            at = valueEnd + 1;
        }
    }

    /** The entries of an array. */
    public static List<String> entries(String array) {
        List<String> entries = new ArrayList<>(4);
        int at = 1;
        while (at < array.length() - 1) {
            int end = valueEnd(array, at);
            entries.add(array.substring(at, end));
            at = end + 1;
        }
        return entries;
    }

    private static int valueEnd(String json, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                if (depth == 0) {
                    return i;
                }
                depth--;
            } else if (c == ',' && depth == 0) {
                return i;
            }
        }
        return json.length();
    }
}
