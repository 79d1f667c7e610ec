package io.caravan.hl7;

/** One repetition of a field: its components and subcomponents, counted from 1. */
public final class Repetition {
    private static final String NULL = "\"\"";

    private final String raw;
    private final Delimiters delimiters;

    Repetition(String raw, Delimiters delimiters) {
        this.raw = raw;
        this.delimiters = delimiters;
    }

    /** As received. */
    public String raw() {
        return raw;
    }

    public boolean isEmpty() {
        return raw.isEmpty();
    }

    /** Component, first subcomponent, unescaped; empty where absent or null. */
    public String text(int component) {
        return text(component, 1);
    }

    /** Unescaped; empty where absent or null. */
    public String text(int component, int subcomponent) {
        String whole = part(raw, delimiters.component(), component);
        String value = part(whole, delimiters.subcomponent(), subcomponent);
        return value.equals(NULL) ? "" : Escapes.undo(value, delimiters);
    }

    /** The component with its subcomponent separators, unescaped: for text whose sender did not escape the ampersand. */
    public String whole(int component) {
        String value = part(raw, delimiters.component(), component);
        return value.equals(NULL) ? "" : Escapes.undo(value, delimiters);
    }

    /** The whole repetition as one text, unescaped: for ST, TX and FT whose sender did not escape the caret. */
    public String whole() {
        return raw.equals(NULL) ? "" : Escapes.undo(raw, delimiters);
    }

    private static String part(String text, char separator, int number) {
        int start = 0;
        for (int i = 1; i < number; i++) {
            int next = text.indexOf(separator, start);
            if (next < 0) {
                return "";
            }
            start = next + 1;
        }
        int end = text.indexOf(separator, start);
        return end < 0 && start == 0 ? text : text.substring(start, end < 0 ? text.length() : end);
    }

    /** Only its size: a log line must not tell a patient's data. */
    @Override
    public String toString() {
        return "[" + raw.length() + " characters]";
    }
}
