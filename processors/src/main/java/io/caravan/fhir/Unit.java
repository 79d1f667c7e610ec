package io.caravan.fhir;

/**
 * A unit of measure.
 *
 * @param text as people write it; empty = no unit
 * @param code UCUM; empty where the source's unit has none: it is then shown, never computed with
 */
public record Unit(String text, String code) {
    static final String UCUM = "http://unitsofmeasure.org";

    public static final Unit NONE = new Unit("", "");

    public boolean isNone() {
        return text.isEmpty() && code.isEmpty();
    }
}
