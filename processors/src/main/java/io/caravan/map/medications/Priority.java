package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.fold.Change;

/** How urgent: S, A and R have a code in FHIR; another is kept as it was written, and PRN is a matter of the dosage. */
final class Priority {
    /** The original of a priority without a code, in quotes: {@code priority} itself may only be one of FHIR's. */
    static final String ORIGINAL = "#priority";

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
            change.clear(ORIGINAL);
        } else if (!code.isEmpty() && !code.equals("PRN")) {
            change.clear("priority");
            change.set(ORIGINAL, Json.string(code));
        }
    }
}
