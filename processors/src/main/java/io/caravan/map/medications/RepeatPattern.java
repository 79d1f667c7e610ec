package io.caravan.map.medications;

import io.caravan.fhir.Json;
import java.util.Locale;

/**
 * A repeat pattern (table 0335: {@code BID}, {@code Q6H}, {@code QOD}, {@code PRN}) as elements of Timing. Only patterns whose
 * numbers stand in the code itself or in the table; everything else stays text, with no invented numbers.
 *
 * @param repeat elements of {@code Timing.repeat} as an object, empty text where not known
 * @param asNeeded whether it is given only when needed
 */
record RepeatPattern(String repeat, boolean asNeeded) {
    static final RepeatPattern NONE = new RepeatPattern("", false);
    private static final String WHEN = ",\"when\":";
    private static final String COUNT_ONE = "{\"count\":1}";

    /** @param withWhen whether it may say at which event: not beside times of day (FHIR R4 tim-10) */
    String repeat(boolean withWhen) {
        int when = repeat.indexOf(WHEN);
        return withWhen || when < 0 ? repeat : repeat.substring(0, when) + "}";
    }

    boolean isOnce() {
        return repeat.equals(COUNT_ONE);
    }

    static RepeatPattern of(String code) {
        String upper = code.strip().toUpperCase(Locale.ROOT);
        boolean asNeeded = upper.equals("PRN") || upper.startsWith("PRN ") || upper.endsWith(" PRN");
        String pattern = asNeeded ? upper.replace("PRN", "").strip() : upper;
        return new RepeatPattern(repeat(pattern), asNeeded);
    }

    private static String repeat(String pattern) {
        return switch (pattern) {
            case "QD", "DAILY" -> every("1", "1", "d");
            case "QAM" -> "{\"frequency\":1,\"period\":1,\"periodUnit\":\"d\",\"when\":[\"MORN\"]}";
            case "BID" -> every("2", "1", "d");
            case "TID" -> every("3", "1", "d");
            case "QID" -> every("4", "1", "d");
            case "QOD" -> every("1", "2", "d");
            case "QHS" -> "{\"frequency\":1,\"period\":1,\"periodUnit\":\"d\",\"when\":[\"HS\"]}";
            case "ONCE" -> COUNT_ONE;
            default -> interval(pattern);
        };
    }

    /** {@code Q6H}, {@code Q30M}, {@code Q2D}, {@code Q1W}; {@code XID}: x times a day. */
    private static String interval(String pattern) {
        int length = pattern.length();
        if (length >= 3 && pattern.charAt(0) == 'Q' && isNumber(pattern.substring(1, length - 1))) {
            String unit = ucum(pattern.charAt(length - 1));
            return unit.isEmpty() ? "" : every("1", pattern.substring(1, length - 1), unit);
        }
        boolean perDay = length > 2 && pattern.endsWith("ID") && isNumber(pattern.substring(0, length - 2));
        return perDay ? every(pattern.substring(0, length - 2), "1", "d") : "";
    }

    /** The units of table 0335 and of durations: {@code L} is a month, as {@code M} is a minute. */
    static String ucum(char unit) {
        return switch (unit) {
            case 'S', 's' -> "s";
            case 'M', 'm' -> "min";
            case 'H', 'h' -> "h";
            case 'D', 'd' -> "d";
            case 'W', 'w' -> "wk";
            case 'L', 'l' -> "mo";
            default -> "";
        };
    }

    /** The same of a word: table units, and those that senders write out. */
    static String ucum(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "s", "sec", "second", "seconds" -> "s";
            case "m", "min", "minute", "minutes" -> "min";
            case "h", "hr", "hour", "hours" -> "h";
            case "d", "day", "days" -> "d";
            case "w", "wk", "week", "weeks" -> "wk";
            case "l", "mo", "month", "months" -> "mo";
            default -> "";
        };
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() < 4
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String every(String frequency, String period, String unit) {
        return Json.object()
                .raw("frequency", frequency)
                .raw("period", period)
                .text("periodUnit", unit)
                .end();
    }
}
