package io.caravan.fhir;

/** A TM ({@code HH[MM[SS[.SSSS]]]}) as FHIR {@code time}: seconds filled with zero, the offset left out, as FHIR has none. */
public final class ClockTime {
    private ClockTime() {}

    /** Empty text for what is not a time of day. */
    public static String of(String tm) {
        String text = withoutOffset(tm.strip());
        int dot = text.indexOf('.');
        String digits = dot < 0 ? text : text.substring(0, dot);
        if (!isDigits(digits) || digits.length() > 6 || digits.length() % 2 != 0) {
            return "";
        }
        if (digits.length() == 2) {
            return dot < 0 ? of(digits + "00") : "";
        }
        String fraction = dot < 0 ? "" : text.substring(dot + 1);
        boolean hasFraction = !fraction.isEmpty();
        if (hasFraction && (digits.length() != 6 || !isDigits(fraction))) {
            return "";
        }
        String seconds = digits.length() == 6 ? digits.substring(4) : "00";
        if (digits.compareTo("24") >= 0 || digits.charAt(2) > '5' || seconds.charAt(0) > '5') {
            return "";
        }
        return digits.substring(0, 2)
                + ':'
                + digits.substring(2, 4)
                + ':'
                + seconds
                + (hasFraction ? '.' + fraction : "");
    }

    private static String withoutOffset(String text) {
        int plus = Math.max(text.indexOf('+'), text.indexOf('-'));
        return plus < 0 ? text : text.substring(0, plus);
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
