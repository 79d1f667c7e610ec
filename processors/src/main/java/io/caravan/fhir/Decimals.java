package io.caravan.fhir;

/**
 * Decimal numbers as text. Precision is significant in a clinical value ({@code 5.0} is not {@code 5}), so a number never
 * becomes a double on its way: its digits are copied.
 */
public final class Decimals {
    private Decimals() {}

    /**
     * The FHIR decimal of a plain decimal text ({@code -?\d*\.?\d+}), digit for digit; leading zeros that JSON forbids are
     * dropped and a missing one is added ({@code .5} is {@code 0.5}). Empty for anything else: a comma, a space, an
     * exponent, a letter O.
     */
    public static String plain(String text) {
        int length = text.length();
        int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        int dot = -1;
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && dot < 0) {
                dot = i;
            } else if (c < '0' || c > '9') {
                return "";
            }
        }
        int whole = dot < 0 ? length : dot;
        if (length == start || dot == length - 1) {
            return "";
        }
        int from = start;
        while (from < whole - 1 && text.charAt(from) == '0') {
            from++;
        }
        if (from == start && whole > start) {
            return text;
        }
        return (start == 1 ? "-" : "") + (whole == start ? "0" : "") + text.substring(from);
    }

    /** {@link #plain} for numbers of results, where HL7's NM also allows blanks around and a plus sign. */
    public static String lenient(String text) {
        String trimmed = text.strip();
        return plain(trimmed.startsWith("+") ? trimmed.substring(1) : trimmed);
    }
}
