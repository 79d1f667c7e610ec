package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;

/**
 * A length of time as the source writes it.
 *
 * @param decimal digits as in the source; empty = none
 * @param unit UCUM: s, min, h, d, wk, mo; empty = none
 */
record Duration(String decimal, String unit) {
    static final Duration NONE = new Duration("", "");

    /** CQ: {@code 10^d}. */
    static Duration ofCq(Repetition cq) {
        String word = cq.nested(2).text(1).strip();
        return of(cq.text(1).strip(), word.isEmpty() ? "" : RepeatPattern.ucum(word));
    }

    /** The code of TQ-3 and RXE-22: {@code D10}, {@code H1}. */
    static Duration ofCode(String code) {
        String text = code.strip();
        return text.isEmpty()
                ? NONE
                : of(text.length() == 1 ? "1" : text.substring(1), RepeatPattern.ucum(text.charAt(0)));
    }

    static Duration of(String number, String unit) {
        String decimal = Decimals.plain(number);
        return decimal.isEmpty() || unit.isEmpty() ? NONE : new Duration(decimal, unit);
    }

    boolean isNone() {
        return decimal.isEmpty();
    }

    /** FHIR Duration or Quantity; empty text for none. */
    String json() {
        return isNone()
                ? ""
                : Json.object()
                        .raw("value", decimal)
                        .text("unit", unit)
                        .text("system", "http://unitsofmeasure.org")
                        .text("code", unit)
                        .end();
    }

    /** {@code duration} and {@code durationUnit} of Timing.repeat: how long one dose takes. */
    String occurrence() {
        return isNone()
                ? ""
                : Json.object()
                        .raw("duration", decimal)
                        .text("durationUnit", unit)
                        .end();
    }
}
