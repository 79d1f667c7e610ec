package io.caravan.map.value;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.hl7.Repetition;
import java.util.List;

/** Numbers of results: digits are copied, a comparator is never dropped, and what is no number stays text. */
final class NumericValue {
    private static final String UNKNOWN_PERIOD =
            ResultExtensions.holder(ResultExtensions.published("data-absent-reason", "valueCode", "\"unknown\""));

    private final Fragments fragments;
    private final String place;

    NumericValue(Fragments fragments, String place) {
        this.fragments = fragments;
        this.place = place;
    }

    /** A number with or without comparator; anything else is text with a finding. */
    String number(String text, Unit unit) {
        Quantity quantity = Quantity.read(text, unit);
        if (!quantity.isNumber()) {
            fragments.finding("not-a-number", place);
            return TextValue.of(text, unit);
        }
        return ResultValue.element("valueQuantity", quantity.json());
    }

    /** SN: comparator, number, separator or suffix, number. */
    String structured(Repetition sn, Unit unit) {
        StructuredNumber parts = new StructuredNumber(
                sn.text(1).strip(),
                sn.text(2).strip(),
                sn.text(3).strip(),
                sn.text(4).strip());
        return structured(parts, sn.whole().strip(), unit);
    }

    /** SN as one text, as in a database column: {@code <5}, {@code 1:128}, {@code 3-7}, {@code 2+}, or with carets. */
    String structured(String text, Unit unit) {
        return StructuredNumber.read(text)
                .map(parts -> structured(parts, text, unit))
                .orElseGet(() -> number(text, unit));
    }

    private String structured(StructuredNumber parts, String original, Unit unit) {
        Quantity low = Quantity.read(parts.first(), unit);
        Quantity high = Quantity.read(parts.second(), unit);
        boolean plain = parts.comparator().isEmpty() || parts.comparator().equals("=");
        if (low.isNumber() && parts.separator().isEmpty() && parts.second().isEmpty()) {
            return single(parts, low, original, unit);
        }
        if (!plain || !low.isNumber() || !high.isNumber()) {
            return sentence(parts, original, unit);
        }
        return switch (parts.separator()) {
            case ":", "/" ->
                ResultValue.element(
                        "valueRatio",
                        Json.object()
                                .raw("extension", originalOf(parts, original))
                                .raw("numerator", low.json())
                                .raw("denominator", high.json())
                                .end());
            case "-" ->
                ResultValue.element(
                        "valueRange",
                        Json.object()
                                .raw("extension", originalOf(parts, original))
                                .raw("low", low.simpleJson())
                                .raw("high", high.simpleJson())
                                .end());
            default -> sentence(parts, original, unit);
        };
    }

    private static String single(StructuredNumber parts, Quantity number, String original, Unit unit) {
        String comparator = parts.comparator();
        return switch (comparator) {
            case "<", "<=", ">", ">=" ->
                number.comparator().isEmpty()
                        ? ResultValue.element("valueQuantity", new Quantity(comparator, number.decimal(), unit).json())
                        : sentence(parts, original, unit);
            case "", "=" ->
                ResultValue.element(
                        "valueQuantity",
                        Json.object()
                                .raw("extension", originalOf(parts, original))
                                .elements(number.json())
                                .end());
            default -> sentence(parts, original, unit);
        };
    }

    /** An equals sign is no comparator in FHIR. */
    private static String originalOf(StructuredNumber parts, String original) {
        return parts.comparator().isEmpty() ? "" : "[" + ResultExtensions.originalText(original) + "]";
    }

    /** Text that a person reads, and the parts as they were sent. */
    private static String sentence(StructuredNumber parts, String original, Unit unit) {
        StringBuilder out = new StringBuilder();
        for (String part : List.of(parts.comparator(), parts.first(), parts.separator(), parts.second())) {
            if (!part.isEmpty()) {
                out.append(out.isEmpty() ? "" : " ").append(part);
            }
        }
        out.append(unit.isNone() ? "" : " " + unit.text());
        return Json.object()
                .text("valueString", out.toString().strip())
                .raw("_valueString", ResultExtensions.holder(ResultExtensions.originalText(original)))
                .end();
    }

    /** NR: low and high. */
    String range(Repetition value, Unit unit) {
        return range(value.text(1).strip(), value.text(2).strip(), value.whole(), unit);
    }

    /** NR as one text, with a caret or a dash between low and high. */
    String range(String text, Unit unit) {
        int caret = text.indexOf('^');
        if (caret >= 0) {
            return range(
                    text.substring(0, caret).strip(), text.substring(caret + 1).strip(), text, unit);
        }
        return StructuredNumber.read(text)
                .filter(parts ->
                        parts.separator().equals("-") && parts.comparator().isEmpty())
                .map(parts -> range(parts.first(), parts.second(), text, unit))
                .orElseGet(() -> range("", "", text, unit));
    }

    private String range(String low, String high, String original, Unit unit) {
        Quantity from = Quantity.read(low, unit);
        Quantity to = Quantity.read(high, unit);
        boolean whole = (low.isEmpty() || plain(from)) && (high.isEmpty() || plain(to));
        if (!whole || !from.isNumber() && !to.isNumber()) {
            fragments.finding("not-a-number", place);
            return TextValue.of(original, unit);
        }
        return ResultValue.element(
                "valueRange",
                Json.object()
                        .raw("low", from.simpleJson())
                        .raw("high", to.simpleJson())
                        .end());
    }

    /** A range's limit has no comparator: one that has must not lose it. */
    private static boolean plain(Quantity limit) {
        return limit.isNumber() && limit.comparator().isEmpty();
    }

    /**
     * NA: points separated by blanks, dimensions the components of each repetition; a point that is missing is {@code E}, as
     * is one that is no number, which stays in the original. Nobody says how long a sample took, so the period is unknown.
     */
    String samples(List<Repetition> values, Unit unit) {
        int dimensions = 1;
        for (Repetition value : values) {
            dimensions = Math.max(dimensions, value.components());
        }
        StringBuilder data = new StringBuilder();
        boolean other = false;
        for (Repetition value : values) {
            for (int component = 1; component <= dimensions; component++) {
                String point = value.text(component).strip();
                Quantity number = Quantity.read(point, unit);
                boolean plain = plain(number);
                other |= !plain && !point.isEmpty();
                data.append(data.isEmpty() ? "" : " ").append(plain ? number.decimal() : "E");
            }
        }
        if (other) {
            fragments.finding("not-a-number", place);
        }
        String sampled = Json.object()
                .raw("extension", other ? "[" + ResultExtensions.originalText(whole(values)) + "]" : "")
                .raw("origin", Quantity.of("0", unit).simpleJson())
                .raw("_period", UNKNOWN_PERIOD)
                .raw("dimensions", String.valueOf(dimensions))
                .text("data", data.toString())
                .end();
        return "{\"valueSampledData\":" + sampled + "}";
    }

    private static String whole(List<Repetition> values) {
        StringBuilder out = new StringBuilder();
        for (Repetition value : values) {
            out.append(out.isEmpty() ? "" : "~").append(value.whole());
        }
        return out.toString();
    }
}
