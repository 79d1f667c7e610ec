package io.caravan.hl7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One segment. Fields, components and repetitions count from 1, as the standard does, with MSH-1 the field separator.
 * What is not there reads as an empty text, so that a caller never meets null.
 */
public final class Segment {
    /** The segment that is not there. */
    public static final Segment ABSENT = new Segment("", Delimiters.USUAL);

    private static final String NULL = "\"\"";

    private final String line;
    private final Delimiters delimiters;
    private final int[] starts;

    Segment(String line, Delimiters delimiters) {
        this.line = line;
        this.delimiters = delimiters;
        this.starts = fieldStarts(line, delimiters.field());
    }

    private static int[] fieldStarts(String line, char separator) {
        int[] starts = new int[24];
        int count = 0;
        for (int i = line.indexOf(separator); i >= 0; i = line.indexOf(separator, i + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    public boolean isAbsent() {
        return line.isEmpty();
    }

    public boolean is(String name) {
        return line.startsWith(name)
                && (line.length() == name.length() || line.charAt(name.length()) == delimiters.field());
    }

    public String name() {
        int end = line.indexOf(delimiters.field());
        return end < 0 ? line : line.substring(0, end);
    }

    /** The number of the last field that is there. */
    public int size() {
        return is("MSH") ? starts.length + 1 : starts.length;
    }

    /** The field as received: with its delimiters and escapes. */
    public String raw(int field) {
        if (is("MSH") || is("FHS") || is("BHS")) {
            if (field == 1) {
                return String.valueOf(delimiters.field());
            }
            return slice(field - 2);
        }
        return slice(field - 1);
    }

    private String slice(int index) {
        if (index < 0 || index >= starts.length) {
            return "";
        }
        int start = starts[index];
        int end = index + 1 < starts.length ? starts[index + 1] - 1 : line.length();
        return line.substring(start, end);
    }

    /** Whether the field says "delete": two double quotes and nothing else. */
    public boolean isNull(int field) {
        return raw(field).equals(NULL);
    }

    /** Whether the field has a value: not empty, not null. */
    public boolean has(int field) {
        String raw = raw(field);
        return !raw.isEmpty() && !raw.equals(NULL);
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
        String raw = raw(field);
        if (field == 2 && is("MSH")) {
            return new Repetition(raw, Delimiters.USUAL);
        }
        int end = raw.indexOf(delimiters.repetition());
        return new Repetition(end < 0 ? raw : raw.substring(0, end), delimiters);
    }

    /** The repetitions of a field that has a value; empty for an empty or null field. */
    public List<Repetition> repetitions(int field) {
        String raw = raw(field);
        if (raw.isEmpty() || raw.equals(NULL)) {
            return List.of();
        }
        List<Repetition> found = new ArrayList<>(2);
        int start = 0;
        for (int end = raw.indexOf(delimiters.repetition());
                end >= 0;
                end = raw.indexOf(delimiters.repetition(), start)) {
            found.add(new Repetition(raw.substring(start, end), delimiters));
            start = end + 1;
        }
        found.add(new Repetition(raw.substring(start), delimiters));
        return found;
    }

    /** The segment as received, without its end. It holds patient data. */
    public String line() {
        return line;
    }

    /** The name and size only: a segment in a log line must not tell a patient's data. */
    @Override
    public String toString() {
        return name() + "[" + size() + " fields]";
    }
}
