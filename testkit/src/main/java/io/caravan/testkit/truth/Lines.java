package io.caravan.testkit.truth;

/** Segments by field number, so that nobody counts bars. */
public final class Lines {
    private Lines() {}

    /** @param fieldsAndValues number and value by turns, numbers ascending */
    public static String segment(String name, Object... fieldsAndValues) {
        StringBuilder out = new StringBuilder(name);
        int at = 0;
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            int field = (Integer) fieldsAndValues[i];
            out.append("|".repeat(field - at)).append(fieldsAndValues[i + 1]);
            at = field;
        }
        return out.toString();
    }
}
