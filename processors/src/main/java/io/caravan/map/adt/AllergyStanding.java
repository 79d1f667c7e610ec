package io.caravan.map.adt;

import io.caravan.fhir.DerivedFields;
import io.caravan.fold.ResourceState;
import java.util.Map;

/**
 * Whether an allergy stands: active while it is listed, inactive once a newer list left it out, entered in error once it was
 * deleted. It stays readable in all three.
 */
public final class AllergyStanding implements DerivedFields {
    /** {@code "A"} or {@code "D"}: the latest action on it. */
    static final String ACTION = "#action";

    /** {@code true} when a record named it, {@code false} when a later list did not. */
    static final String LISTED = "#listed";

    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        if (state.find(ACTION).filter("\"D\""::equals).isPresent()) {
            // FHIR R4 ait-2: no clinicalStatus beside entered-in-error.
            elements.put("verificationStatus", status(VERIFICATION, "entered-in-error"));
            elements.remove("clinicalStatus");
            return;
        }
        boolean dropped = state.find(LISTED).filter("false"::equals).isPresent();
        elements.put("clinicalStatus", status(CLINICAL, dropped ? "inactive" : "active"));
    }

    private static String status(String system, String code) {
        return "{\"coding\":[{\"system\":\"" + system + "\",\"code\":\"" + code + "\"}]}";
    }
}
