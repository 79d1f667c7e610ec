package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import java.util.Locale;

/**
 * A repeat pattern (table 0335: {@code BID}, {@code Q6H}, {@code QOD}, {@code PRN}) as elements of Timing. Only patterns whose
 * numbers stand in the code itself or in the table; everything else stays text, with no invented numbers.
 *
 * @param numbers frequency and period, or count, as an object; empty text where not known
 * @param when code of the event it goes by, e.g. HS; may be empty
 * @param offset minutes from that event; may be empty
 * @param asNeeded whether it is given only when needed
 */
record RepeatPattern(String numbers, String when, String offset, boolean asNeeded) {
    static final RepeatPattern NONE = new RepeatPattern("", "", "", false);
    private static final String COUNT_ONE = "{\"count\":1}";

    /**
     * Elements of {@code Timing.repeat} as an object.
     *
     * @param withWhen whether it may say at which event: not beside times of day (FHIR R4 tim-10)
     */
    String repeat(boolean withWhen) {
        boolean event = withWhen && !when.isEmpty();
        return Json.object()
                .elements(numbers)
                .raw("when", event ? "[\"" + when + "\"]" : "")
                .raw("offset", event ? offset : "")
                .end();
    }

    boolean isOnce() {
        return numbers.equals(COUNT_ONE);
    }

    static RepeatPattern of(String code) {
        String upper = code.strip().toUpperCase(Locale.ROOT);
        if (upper.startsWith("PRN")) {
            return of(upper.substring(3).strip(), true);
        }
        return upper.endsWith("PRN") ? of(upper.substring(0, upper.length() - 3).strip(), true) : of(upper, false);
    }

    /** RPT: 1 code, 5 and 6 a period of its own, 8 event, 9 and 10 how far from it. */
    static RepeatPattern of(Repetition rpt) {
        RepeatPattern coded = of(rpt.text(1));
        String event = rpt.text(8).strip();
        String when = event.isEmpty() ? coded.when() : event(event.toUpperCase(Locale.ROOT));
        Duration every = Duration.of(rpt.text(5).strip(), ucum(rpt.text(6).strip()));
        String numbers = coded.numbers().isEmpty() && !every.isNone()
                ? every("1", every.decimal(), every.unit())
                : coded.numbers();
        boolean atMeal = when.startsWith("C");
        String offset = when.isEmpty() || atMeal
                ? ""
                : minutes(rpt.text(9).strip(), ucum(rpt.text(10).strip()));
        return new RepeatPattern(numbers, when, offset, coded.asNeeded());
    }

    private static RepeatPattern of(String pattern, boolean asNeeded) {
        return switch (pattern) {
            case "QAM" -> new RepeatPattern(every("1", "1", "d"), "MORN", "", asNeeded);
            case "QPM" -> new RepeatPattern(every("1", "1", "d"), "EVE", "", asNeeded);
            case "QHS" -> new RepeatPattern(every("1", "1", "d"), "HS", "", asNeeded);
            default -> new RepeatPattern(numbers(pattern), event(pattern), "", asNeeded);
        };
    }

    private static String numbers(String pattern) {
        return switch (pattern) {
            case "QD", "DAILY" -> every("1", "1", "d");
            case "BID" -> every("2", "1", "d");
            case "TID" -> every("3", "1", "d");
            case "QID" -> every("4", "1", "d");
            case "QOD" -> every("1", "2", "d");
            case "ONCE" -> COUNT_ONE;
            default -> interval(pattern);
        };
    }

    /** Table 0528, whose codes FHIR shares; those at meals begin with C there. */
    private static String event(String code) {
        return switch (code) {
            case "HS", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV" -> code;
            case "IC" -> "C";
            case "ICM" -> "CM";
            case "ICD" -> "CD";
            case "ICV" -> "CV";
            default -> "";
        };
    }

    private static String minutes(String count, String unit) {
        if (!Timing.isCount(count)) {
            return "";
        }
        int number = Integer.parseInt(count);
        return switch (unit) {
            case "s" -> number % 60 == 0 ? String.valueOf(number / 60) : "";
            case "min" -> count;
            case "h" -> String.valueOf(number * 60L);
            default -> "";
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
