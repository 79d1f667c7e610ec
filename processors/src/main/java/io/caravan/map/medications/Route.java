package io.caravan.map.medications;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;

/** RXR: the way a drug is given. Never from the dosage form, and never a default: a wrong route can kill. */
final class Route {
    static final String MAP = "route";
    static final String TABLE = "HL70162";

    private Route() {}

    /** {@code route}, {@code site} and {@code method} of a dosage, as one object. */
    static String elements(Segment rxr, Fragments fragments) {
        return Json.object()
                .raw("route", route(rxr.first(1), fragments))
                .raw("site", fragments.concept(rxr.first(2)))
                .raw("method", fragments.concept(rxr.first(4)))
                .end();
    }

    private static String route(Repetition cwe, Fragments fragments) {
        String code = cwe.text(1).strip();
        if (code.isEmpty()) {
            return fragments.concept(cwe);
        }
        String system = cwe.text(3).isBlank() ? TABLE : cwe.text(3).strip();
        return fragments.concept(code, system, cwe.text(2).strip(), MAP, "RXR-1");
    }
}
