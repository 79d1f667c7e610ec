package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.fhir.JsonParts;
import io.caravan.fold.ResourceState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much is given at one step of a regimen. The steps of a taper each have their own amount. Where there is one step, the give
 * amount is the dose, and the quantity of its timing counts how often that amount is given at each interval (v2.5.1 §4.14.1.2,
 * RXO-2): one that says anything else is kept beside the dose, is never taken for it, and is raised.
 *
 * @param dose members of {@code doseAndRate}; empty text for none
 * @param beside the quantity that is not the dose; empty text for none
 */
record StepAmount(String dose, String beside) {
    /** Where a step has its amount, and a dosage instruction its doses. */
    static final String ELEMENT = "doseAndRate";

    private static final String EXTENSION = "urn:caravan:extension:quantity-per-interval";

    static StepAmount of(@Nullable String ofStep, String dose, int steps) {
        String own = ofStep == null ? "" : JsonParts.entries(ofStep).get(0);
        if (own.isEmpty() || own.equals(dose)) {
            return new StepAmount(dose, "");
        }
        return dose.isEmpty() || steps > 1 ? new StepAmount(own, "") : new StepAmount(dose, quantity(own));
    }

    /** Whether an order's only step says another quantity than its dose. */
    static boolean contradicts(ResourceState state) {
        List<String> steps = JsonParts.entries(Aspects.find(state, Kind.TIMING, "[]"));
        if (steps.size() != 1) {
            return false;
        }
        Map<String, String> members = new LinkedHashMap<>();
        JsonParts.addTo(steps.get(0), members);
        return !of(members.get(ELEMENT), Aspects.find(state, Kind.DOSE, ""), 1)
                .beside()
                .isEmpty();
    }

    /** Adds what stands beside the dose to the members of a dosage instruction. */
    void addTo(Map<String, String> members) {
        if (!beside.isEmpty()) {
            String extension = Json.object()
                    .text("url", EXTENSION)
                    .raw("valueQuantity", beside)
                    .end();
            members.put("extension", "[" + extension + "]");
        }
    }

    private static String quantity(String own) {
        Map<String, String> members = new LinkedHashMap<>(2);
        JsonParts.addTo(own, members);
        return members.getOrDefault("doseQuantity", "");
    }
}
