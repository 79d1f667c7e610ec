package io.caravan.map.identity;

import io.caravan.fhir.CodeSystems;
import io.caravan.fhir.Json;

/** Encounter.class from PV1-2: the codes of v3-ActCode where there is one, else the original of HL7 table 0004. */
public final class EncounterClasses {
    private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String TABLE_0004 = "http://terminology.hl7.org/CodeSystem/v2-0004";

    private EncounterClasses() {}

    /** @return a Coding; empty text for an empty code */
    public static String of(String patientClass) {
        String code = patientClass.strip();
        return switch (code) {
            case "" -> "";
            case "E" -> coding(ACT_CODE, "EMER", "emergency");
            case "I" -> coding(ACT_CODE, "IMP", "inpatient encounter");
            case "O" -> coding(ACT_CODE, "AMB", "ambulatory");
            case "P" -> coding(ACT_CODE, "PRENC", "pre-admission");
            default -> coding(TABLE_0004, code, "");
        };
    }

    private static String coding(String system, String code, String display) {
        return Json.object()
                .text("system", CodeSystems.ofCode(system, code))
                .text("code", code.replaceAll("\\s+", " "))
                .text("display", display)
                .end();
    }
}
