package io.caravan.map.value;

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
public final class ResultValue {
    private final Fragments fragments;
    private final String place;
    private final NumericValue numbers;

    /** @param place of findings: OBX-5, or the column */
    public ResultValue(Fragments fragments, String place) {
        this.fragments = fragments;
        this.place = place;
        this.numbers = new NumericValue(fragments, place);
    }

    /** The elements of a value, as a JSON object with one member; empty text for no value. */
    String of(String type, Repetition value, Unit unit) {
        if (value.whole().isBlank()) {
            return "";
        }
        return switch (type) {
            case "NM" -> numbers.number(value.whole(), unit);
            case "SN" -> numbers.structured(value, unit);
            case "NR" -> numbers.range(value, unit);
            case "CE", "CWE", "CNE", "CF" -> concept(value);
            case "IS", "ID" -> concept(value.whole());
            case "DT", "DTM", "TS" -> dateTime(value.text(1));
            case "TM" -> time(value.text(1));
            case "DR" -> period(value);
            case "EI", "CX", "CK" -> readable(value.text(1), value);
            case "XCN", "CN" -> readable(Fragments.display(value), value);
            default -> TextValue.of(value.whole(), unit);
        };
    }

    /**
     * A value that stands alone, as in a database column; without a type it is a number where it reads as one.
     *
     * @param concept for a coded value that has columns of its own; empty text for none
     */
    public String ofColumn(String type, String text, String concept, Unit unit) {
        return switch (type) {
            case "" -> untyped(text, concept, unit);
            case "NM" -> numbers.number(text, unit);
            case "SN" -> numbers.structured(text, unit);
            case "NR" -> numbers.range(text, unit);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" ->
                concept.isEmpty() ? concept(text) : element("valueCodeableConcept", concept);
            case "DT", "DTM", "TS" -> dateTime(text);
            case "TM" -> time(text);
            default -> TextValue.of(text, unit);
        };
    }

    private String untyped(String text, String concept, Unit unit) {
        if (!concept.isEmpty()) {
            return element("valueCodeableConcept", concept);
        }
        return Quantity.read(text, unit).isNumber() ? numbers.number(text, unit) : TextValue.of(text, unit);
    }

    /** Several values of NA. */
    String samples(List<Repetition> values, Unit unit) {
        return numbers.samples(values, unit);
    }

    private static String string(String text) {
        return TextValue.of(text, Unit.NONE);
    }

    /** What a person reads, and the whole as it was sent where that says more. */
    private String readable(String shown, Repetition value) {
        String text = shown.strip();
        String whole = value.whole().strip();
        if (text.isEmpty() || text.equals(whole)) {
            return string(whole);
        }
        return Json.object()
                .text("valueString", text)
                .raw("_valueString", ResultExtensions.holder(ResultExtensions.originalText(whole)))
                .end();
    }

    private String concept(Repetition cwe) {
        String concept = fragments.concept(cwe);
        return concept.isEmpty() ? string(cwe.whole()) : element("valueCodeableConcept", concept);
    }

    private static String concept(String code) {
        return element(
                "valueCodeableConcept", Json.object().text("text", code.strip()).end());
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

    /** FHIR's time has no zone, and always seconds: where the sender's differs, it stands beside. */
    private String time(String text) {
        String time = ClockTime.of(text);
        if (time.isEmpty()) {
            fragments.finding("not-a-time", place);
            return string(text);
        }
        boolean whole = text.strip().length() >= 6 && text.indexOf('+') < 0 && text.indexOf('-') < 0;
        return Json.object()
                .text("valueTime", time)
                .raw("_valueTime", whole ? "" : ResultExtensions.holder(ResultExtensions.originalText(text.strip())))
                .end();
    }

    static String element(String name, String json) {
        return json.isEmpty() ? "" : "{\"" + name + "\":" + json + "}";
    }
}
