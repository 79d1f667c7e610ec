package io.caravan.hl7;

import java.util.ArrayList;
import java.util.List;

/**
 * One segment. Fields, components and repetitions count from 1, as the standard does, with MSH-1 the field separator.
 * What is not there reads as an empty text, so that a caller never meets null.
 */
public final class Segment {
    /** The segment that is not there. */
    public static final Segment ABSENT = new Segment("", 0, 0, Delimiters.USUAL);

    private final String text;
    private final int start;
    private final int end;
    private final Delimiters delimiters;
    /** Where each field begins; the first is the one after the name. */
    private final int[] starts;
    /** What is to be taken from a field's number to find it in {@link #starts}: a header's first field is its separator. */
    private final int shift;

    Segment(String text, int start, int end, Delimiters delimiters) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.delimiters = delimiters;
        this.starts = fieldStarts();
        this.shift = is("MSH") || is("FHS") || is("BHS") ? 2 : 1;
    }

    private int[] fieldStarts() {
        int count = 0;
        char separator = delimiters.field();
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == separator) {
                count++;
            }
        }
        int[] found = new int[count];
        int field = 0;
        for (int i = start; field < count; i++) {
            if (text.charAt(i) == separator) {
                found[field++] = i + 1;
            }
        }
        return found;
    }

    public boolean isAbsent() {
        return start == end;
    }

    public boolean is(String name) {
        return nameEnd() - start == name.length() && text.startsWith(name, start);
    }

    public String name() {
        return text.substring(start, nameEnd());
    }

    private int nameEnd() {
        return starts.length == 0 ? end : starts[0] - 1;
    }

    /** The number of the last field that is there. */
    public int size() {
        return starts.length + shift - 1;
    }

    /** The field as received: with its delimiters and escapes. */
    public String raw(int field) {
        if (field == 1 && shift == 2) {
            return String.valueOf(delimiters.field());
        }
        return text.substring(from(field), to(field));
    }

    private int from(int field) {
        int index = field - shift;
        return index < 0 || index >= starts.length ? end : starts[index];
    }

    private int to(int field) {
        int index = field - shift;
        return index < 0 || index + 1 >= starts.length ? end : starts[index + 1] - 1;
    }

    /** Whether the field says "delete": two double quotes, or nothing but those in its components or repetitions. */
    public boolean isNull(int field) {
        int from = from(field);
        int to = to(field);
        if (to - from < 2 || text.charAt(from) != '"' || text.charAt(from + 1) != '"') {
            return false;
        }
        int at = from + 2;
        while (at < to && isSeparator(text.charAt(at))) {
            at += text.startsWith("\"\"", at + 1) && at + 2 < to ? 3 : 1;
        }
        return at >= to;
    }

    private boolean isSeparator(char c) {
        return c == delimiters.component() || c == delimiters.subcomponent() || c == delimiters.repetition();
    }

    /** Whether the field has a value: not empty, not null. */
    public boolean has(int field) {
        return from(field) < to(field) && !isNull(field);
    }

    /** First repetition, first component, first subcomponent, unescaped; empty where absent or null. */
    public String text(int field) {
        return first(field).text(1);
    }

    /** First repetition, this component, its first subcomponent, unescaped; empty where absent or null. */
    public String text(int field, int component) {
        return first(field).text(component);
    }

    /** The first repetition, whether there or not. */
    public Repetition first(int field) {
        if (shift == 2 && field <= 2) {
            String raw = raw(field);
            return new Repetition(raw, 0, raw.length(), Delimiters.NONE);
        }
        int from = from(field);
        return repetition(from, to(field));
    }

    private Repetition repetition(int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != delimiters.repetition()) {
            at++;
        }
        return new Repetition(text, from, at, delimiters);
    }

    /** The repetitions of a field that has a value; empty for an empty or null field. */
    public List<Repetition> repetitions(int field) {
        if (shift == 2 && field <= 2) {
            return List.of(first(field));
        }
        if (!has(field)) {
            return List.of();
        }
        List<Repetition> found = new ArrayList<>(2);
        int to = to(field);
        for (int at = from(field); at <= to; at++) {
            int from = at;
            while (at < to && text.charAt(at) != delimiters.repetition()) {
                at++;
            }
            found.add(new Repetition(text, from, at, delimiters));
        }
        return found;
    }

    /** The segment as received, without its end. It holds patient data. */
    public String line() {
        return text.substring(start, end);
    }

    /** The name and size only: a segment in a log line must not tell a patient's data. */
    @Override
    public String toString() {
        return name() + "[" + size() + " fields]";
    }
}
