package io.caravan.hl7;

/** One repetition of a field: its components and subcomponents, counted from 1. Nothing is copied until a text is asked for. */
public final class Repetition {
    private final String text;
    private final int start;
    private final int end;
    private final Delimiters delimiters;

    Repetition(String text, int start, int end, Delimiters delimiters) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.delimiters = delimiters;
    }

    /** As received. */
    public String raw() {
        return text.substring(start, end);
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** How many components there are; the last may be empty. */
    public int components() {
        int count = 1;
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == delimiters.component()) {
                count++;
            }
        }
        return count;
    }

    /** Whether it says "delete": two double quotes and nothing else. */
    public boolean isNull() {
        return end - start == 2 && text.charAt(start) == '"' && text.charAt(start + 1) == '"';
    }

    /** Whether this component says "delete". */
    public boolean isNull(int component) {
        return part(delimiters.component(), component).isNull();
    }

    /** Component, first subcomponent, unescaped; empty where absent or null. */
    public String text(int component) {
        return text(component, 1);
    }

    /** Unescaped; empty where absent or null. */
    public String text(int component, int subcomponent) {
        return part(delimiters.component(), component)
                .part(delimiters.subcomponent(), subcomponent)
                .whole();
    }

    /** The component with its subcomponent separators, unescaped: for text whose sender did not escape the ampersand. */
    public String whole(int component) {
        return part(delimiters.component(), component).whole();
    }

    /** The whole repetition as one text, unescaped: for ST, TX and FT whose sender did not escape the caret. */
    public String whole() {
        return isEmpty() || isNull() ? "" : Escapes.undo(raw(), delimiters);
    }

    /** A component whose subcomponents are read as components: data types within data types, e.g. the EI in an EIP. */
    public Repetition nested(int component) {
        char subcomponent = delimiters.subcomponent();
        Delimiters inner = new Delimiters(
                delimiters.field(),
                subcomponent,
                delimiters.repetition(),
                delimiters.escape(),
                subcomponent,
                delimiters.charset());
        Repetition part = part(delimiters.component(), component);
        return new Repetition(text, part.start, part.end, inner);
    }

    private Repetition part(char separator, int number) {
        int from = start;
        for (int i = 1; i < number; i++) {
            from = indexOf(separator, from) + 1;
            if (from > end) {
                return new Repetition(text, end, end, delimiters);
            }
        }
        return new Repetition(text, from, indexOf(separator, from), delimiters);
    }

    private int indexOf(char separator, int from) {
        int at = from;
        while (at < end && text.charAt(at) != separator) {
            at++;
        }
        return at;
    }

    /** Only its size: a log line must not tell a patient's data. */
    @Override
    public String toString() {
        return "[" + (end - start) + " characters]";
    }
}
