package io.caravan.fhir;

import java.math.BigDecimal;

/**
 * A reference range: the text always, and limits only where the text is one of {@code a-b}, {@code <b}, {@code <=b},
 * {@code >a}, {@code >=a}; an en dash is a dash. Anything else stays text: a wrong limit is worse than none. FHIR's limits
 * belong to the range, so that {@code <b} and {@code <=b} have the same one: the text tells which is meant.
 */
public final class ReferenceRange {
    private ReferenceRange() {}

    /** One entry of {@code Observation.referenceRange}; empty for an empty text. */
    public static String json(String text, Unit unit) {
        String range = text.strip();
        if (range.isEmpty()) {
            return "";
        }
        Json out = Json.object();
        char first = range.charAt(0);
        if (first == '<' || first == '>') {
            Quantity limit = Quantity.read(range, unit);
            out.raw(first == '<' ? "high" : "low", limit.simpleJson());
        } else {
            limits(range.replace('\u2013', '-'), unit, out);
        }
        return out.text("text", range).end();
    }

    /** Two numbers around a dash; the low one may be negative, and so may the high one ({@code -5--1}). */
    private static void limits(String range, Unit unit, Json out) {
        for (int dash = range.indexOf('-', 1); dash > 0; dash = range.indexOf('-', dash + 1)) {
            String low = Decimals.lenient(range.substring(0, dash));
            String high = Decimals.lenient(range.substring(dash + 1));
            if (!low.isEmpty() && !high.isEmpty()) {
                if (compare(low, high) <= 0) {
                    out.raw("low", Quantity.of(low, unit).simpleJson())
                            .raw("high", Quantity.of(high, unit).simpleJson());
                }
                return;
            }
        }
    }

    private static int compare(String low, String high) {
        return new BigDecimal(low).compareTo(new BigDecimal(high));
    }
}
