package io.caravan.map.labs;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import java.util.Set;

/** Abnormal flags (HL7 table 0078) as v3 ObservationInterpretation. A blank flag says nothing: it is not "normal". */
final class Interpretation {
    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    private static final Set<String> CODES = Set.of(
            "N", "A", "AA", "H", "HH", "L", "LL", "HU", "LU", "HX", "LX", "<", ">", "S", "I", "R", "NS", "SDD", "SYN-R",
            "SYN-S", "MS", "VS", "POS", "NEG", "IND", "DET", "ND", "B", "W", "U", "D", "E", "EXP", "UNE", "NR", "RR",
            "WR", "CAR", "NCL", "QCF", "TOX", "OBX");

    private Interpretation() {}

    /** One entry of {@code Observation.interpretation}; an unknown flag stays as text with a finding. */
    static String of(String flag, Fragments fragments, String place) {
        String code = switch (flag) {
            case "H>" -> "HU";
            case "L<" -> "LU";
            default -> flag;
        };
        if (code.isEmpty()) {
            return "";
        }
        if (!CODES.contains(code)) {
            fragments.finding("unmapped-code", place);
            return Json.object().text("text", flag).end();
        }
        return "{\"coding\":[{\"system\":\"" + SYSTEM + "\",\"code\":" + Json.string(code) + "}]}";
    }
}
