package io.caravan.fhir;

/**
 * Writes JSON values as text, by hand: this is on the road of every record. {@code null} and empty texts leave an element
 * out, so that no empty value is ever written (FHIR R4, "there can never be an empty value").
 */
public final class Json {
    private final StringBuilder out;
    private boolean comma;

    private Json(StringBuilder out) {
        this.out = out;
    }

    /** An object; close it with {@link #end()}. */
    public static Json object() {
        return new Json(new StringBuilder(128).append('{'));
    }

    /** A JSON string with its quotes. */
    public static String string(String value) {
        StringBuilder out = new StringBuilder(value.length() + 8);
        quote(out, value);
        return out.toString();
    }

    /** An element whose value is text; left out when empty. */
    public Json text(String name, String value) {
        if (!value.isEmpty()) {
            name(name);
            quote(out, value);
        }
        return this;
    }

    /** An element whose value is JSON already; left out when empty. */
    public Json raw(String name, String json) {
        if (!json.isEmpty()) {
            name(name);
            out.append(json);
        }
        return this;
    }

    /** The elements of another object; nothing when that is empty text. */
    public Json elements(String object) {
        if (object.length() > 2) {
            out.append(comma ? "," : "").append(object, 1, object.length() - 1);
            comma = true;
        }
        return this;
    }

    /** Whether nothing has been written. */
    public boolean isEmpty() {
        return !comma;
    }

    /** The closed object; empty text for an object without elements. */
    public String end() {
        return comma ? out.append('}').toString() : "";
    }

    /** An array of JSON values, leaving out empty ones; empty text when none is left. */
    public static String array(Iterable<String> values) {
        StringBuilder out = new StringBuilder(128);
        for (String value : values) {
            if (!value.isEmpty()) {
                out.append(out.isEmpty() ? '[' : ',').append(value);
            }
        }
        return out.isEmpty() ? "" : out.append(']').toString();
    }

    private void name(String name) {
        if (comma) {
            out.append(',');
        }
        comma = true;
        out.append('"').append(name).append("\":");
    }

    static void quote(StringBuilder out, String value) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\') {
                continue;
            }
            out.append(value, from, i);
            from = i + 1;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(' ');
            }
        }
        out.append(value, from, value.length()).append('"');
    }
}
