package io.caravan.map.medications;

import io.caravan.codes.Coding;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;

/**
 * Whether another product may be dispensed. RXO-9 (table 0161) is the prescriber's word and counts; RXE-9 (table 0167) tells
 * what the pharmacy did with it, and only some of its codes say what is allowed.
 */
final class Substitution {
    private static final String V2 = "http://terminology.hl7.org/CodeSystem/v2-";
    private static final String NOT_ALLOWED = "{\"allowedBoolean\":false}";

    private Substitution() {}

    static String allowed(String code) {
        return switch (code.strip()) {
            case "" -> "";
            case "N" -> NOT_ALLOWED;
            case "G" -> concept("0161", "G", "Allow generic substitutions.");
            case "T" -> concept("0161", "T", "Allow therapeutic substitutions");
            default -> text(code);
        };
    }

    /** 1 and 7 are prohibitions by prescriber and law. N only says that none was dispensed, and stands as it is. */
    static String status(String code) {
        return switch (code.strip()) {
            case "" -> "";
            case "1", "7" -> NOT_ALLOWED;
            case "N", "G", "T", "0", "2", "3", "4", "5", "8" -> concept("0167", code.strip(), "");
            default -> text(code);
        };
    }

    private static String concept(String table, String code, String display) {
        return Json.object()
                .raw("allowedCodeableConcept", Fragments.concept(new Coding(V2 + table, code, display)))
                .end();
    }

    private static String text(String code) {
        return "{\"allowedCodeableConcept\":{\"text\":" + Json.string(code.strip()) + "}}";
    }
}
