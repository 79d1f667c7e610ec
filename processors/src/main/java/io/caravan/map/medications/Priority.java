package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.fold.Change;

/** How urgent: S, A and R have a code in FHIR; another is kept as it was written, and PRN is a matter of the dosage. */
final class Priority {
    private static final String ORIGINAL_TEXT = "http://hl7.org/fhir/StructureDefinition/originalText";

    private Priority() {}

    static void write(String code, Change.Builder change) {
        String priority = switch (code) {
            case "S" -> "stat";
            case "A" -> "asap";
            case "R" -> "routine";
            default -> "";
        };
        if (!priority.isEmpty()) {
            change.set("priority", Json.string(priority));
            change.clear("_priority");
        } else if (!code.isEmpty() && !code.equals("PRN")) {
            change.clear("priority");
            change.set(
                    "_priority",
                    "{\"extension\":[{\"url\":\"" + ORIGINAL_TEXT + "\",\"valueString\":" + Json.string(code) + "}]}");
        }
    }
}
