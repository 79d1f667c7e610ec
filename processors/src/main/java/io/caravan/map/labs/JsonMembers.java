package io.caravan.map.labs;

import java.util.Map;

/** Takes apart a JSON object that this package wrote, one level deep. */
final class JsonMembers {
    private JsonMembers() {}

    /** Adds each member's name and its JSON value. */
    static void addTo(String object, Map<String, String> members) {
        int at = 1;
        while (at < object.length() - 1) {
            int nameEnd = object.indexOf('"', at + 1);
            int valueEnd = valueEnd(object, nameEnd + 2);
            members.put(object.substring(at + 1, nameEnd), object.substring(nameEnd + 2, valueEnd));
            at = valueEnd + 1;
        }
    }

    private static int valueEnd(String object, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < object.length(); i++) {
            char c = object.charAt(i);
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
        return object.length();
    }
}
