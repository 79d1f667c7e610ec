package io.caravan.map.labs;

import io.caravan.fhir.ClockTime;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.hl7.Repetition;
import java.util.List;

/**
 * One value of OBX-5 as the element of FHIR that its type in OBX-2 asks for. What does not fit its type is kept as text and
 * raised as a finding: a result is shown as it was sent, never guessed.
 */
final class ResultValue {
    private static final String ORIGINAL_TEXT = "http://hl7.org/fhir/StructureDefinition/originalText";

    private final Fragments fragments;
    private final String place;

    /** @param place of findings: OBX-5, or the column */
    ResultValue(Fragments fragments, String place) {
        this.fragments = fragments;
        this.place = place;
    }

    /** The elements of a value, as a JSON object with one member; empty text for no value. */
    String of(String type, Repetition value, Unit unit) {
        if (value.whole().isBlank()) {
            return "";
        }
        return switch (type) {
            case "NM" -> number(value.whole(), unit);
            case "SN" -> structuredNumber(value, unit);
            case "CE", "CWE", "CNE", "CF" -> concept(value);
            case "IS", "ID" -> element("valueCodeableConcept", text(value));
            case "DT", "DTM", "TS" -> dateTime(value.text(1));
            case "TM" -> time(value.text(1));
            case "DR" -> period(value);
            case "NR" -> range(value.text(1), value.text(2), unit, value);
            default -> string(value.whole());
        };
    }

    /** A value that stands alone, as in a database column; without a type it is a number where it reads as one. */
    String ofColumn(String type, String text, Unit unit) {
        return switch (type) {
            case "" -> Quantity.read(text, unit).isNumber() ? number(text, unit) : string(text);
            case "NM", "SN" -> number(text, unit);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" ->
                element("valueCodeableConcept", Json.object().text("text", text).end());
            case "DT", "DTM", "TS" -> dateTime(text);
            case "TM" -> time(text);
            default -> string(text);
        };
    }

    /** Several values of NA: points separated by blanks, dimensions the components of each repetition. */
    String samples(List<Repetition> values, Unit unit) {
        StringBuilder data = new StringBuilder();
        int dimensions = 0;
        for (Repetition value : values) {
            String[] points = value.raw().split("\\^", -1);
            dimensions = Math.max(dimensions, points.length);
            for (String point : points) {
                String decimal = Quantity.read(point, unit).decimal();
                data.append(data.isEmpty() ? "" : " ").append(decimal.isEmpty() ? "E" : decimal);
            }
        }
        if (data.isEmpty()) {
            return "";
        }
        Quantity origin = Quantity.of("0", unit);
        String sampled = Json.object()
                .raw("origin", origin.simpleJson())
                .raw("period", "1")
                .raw("dimensions", String.valueOf(dimensions))
                .text("data", data.toString())
                .end();
        return "{\"valueSampledData\":" + sampled + "}";
    }

    /** A number with or without comparator; anything else is text with a finding. */
    String number(String text, Unit unit) {
        Quantity quantity = Quantity.read(text, unit);
        if (!quantity.isNumber()) {
            fragments.finding("not-a-number", place);
            return string(text);
        }
        return element("valueQuantity", quantity.json());
    }

    String string(String text) {
        String lines = text.strip();
        return lines.isEmpty() ? "" : element("valueString", Json.string(lines));
    }

    private String structuredNumber(Repetition sn, Unit unit) {
        String comparator = sn.text(1).strip();
        String separator = sn.text(3).strip();
        String first = sn.text(2).strip();
        String second = sn.text(4).strip();
        Quantity low = Quantity.read(first, unit);
        Quantity high = Quantity.read(second, unit);
        if (comparator.equals("<>") || separator.equals("+") || !low.isNumber()) {
            return element("valueString", Json.string(sentence(sn, unit)));
        }
        if (separator.isEmpty() && second.isEmpty()) {
            return comparedNumber(comparator, low, sn, unit);
        }
        if (!high.isNumber() || !comparator.isEmpty() && !comparator.equals("=")) {
            return element("valueString", Json.string(sentence(sn, unit)));
        }
        return switch (separator) {
            case ":", "/" ->
                element(
                        "valueRatio",
                        Json.object()
                                .raw("numerator", low.json())
                                .raw("denominator", high.json())
                                .end());
            case "-" -> range(first, second, unit, sn);
            default -> element("valueString", Json.string(sentence(sn, unit)));
        };
    }

    private String comparedNumber(String comparator, Quantity number, Repetition sn, Unit unit) {
        return switch (comparator) {
            case "<", "<=", ">", ">=" ->
                element("valueQuantity", new Quantity(comparator, number.decimal(), unit).json());
            case "", "=" -> element("valueQuantity", withOriginal(comparator, number, sn));
            default -> element("valueString", Json.string(sentence(sn, unit)));
        };
    }

    private static String withOriginal(String comparator, Quantity number, Repetition sn) {
        if (comparator.isEmpty()) {
            return number.json();
        }
        String extension = Json.object()
                .text("url", ORIGINAL_TEXT)
                .text("valueString", sn.whole())
                .end();
        return Json.object()
                .raw("extension", "[" + extension + "]")
                .elements(number.json())
                .end();
    }

    private static String sentence(Repetition sn, Unit unit) {
        StringBuilder out = new StringBuilder();
        for (int component = 1; component <= 4; component++) {
            String part = sn.text(component).strip();
            if (!part.isEmpty()) {
                out.append(out.isEmpty() ? "" : " ").append(part);
            }
        }
        return out.append(unit.isNone() ? "" : " " + unit.text()).toString();
    }

    private String range(String low, String high, Unit unit, Repetition value) {
        String range = Json.object()
                .raw("low", Quantity.read(low, unit).simpleJson())
                .raw("high", Quantity.read(high, unit).simpleJson())
                .end();
        if (range.isEmpty()) {
            fragments.finding("not-a-number", place);
            return string(value.whole());
        }
        return element("valueRange", range);
    }

    private String concept(Repetition cwe) {
        String concept = fragments.concept(cwe);
        return concept.isEmpty() ? string(cwe.whole()) : element("valueCodeableConcept", concept);
    }

    private static String text(Repetition is) {
        return Json.object().text("text", is.whole().strip()).end();
    }

    private String dateTime(String text) {
        String time = fragments.times().dateTime(text);
        if (time.isEmpty()) {
            fragments.finding("not-a-time", place);
            return string(text);
        }
        return element("valueDateTime", '"' + time + '"');
    }

    private String period(Repetition value) {
        String period = fragments.period(value.text(1), value.text(2));
        if (period.isEmpty()) {
            fragments.finding("not-a-time", place);
            return string(value.whole());
        }
        return element("valuePeriod", period);
    }

    private String time(String text) {
        String time = ClockTime.of(text);
        if (time.isEmpty()) {
            fragments.finding("not-a-time", place);
            return string(text);
        }
        return element("valueTime", '"' + time + '"');
    }

    static String element(String name, String json) {
        return json.isEmpty() ? "" : "{\"" + name + "\":" + json + "}";
    }
}
