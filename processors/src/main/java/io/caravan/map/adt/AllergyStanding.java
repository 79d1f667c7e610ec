package io.caravan.map.adt;

import io.caravan.fhir.DerivedFields;
import io.caravan.fold.ResourceState;
import io.caravan.fold.Version;
import java.util.Map;
import java.util.SortedMap;

/**
 * Whether an allergy stands: active while it is listed, inactive once a newer list left it out, entered in error once it was
 * deleted. It stays readable in all three.
 */
public final class AllergyStanding implements DerivedFields {
    /** {@code "A"} or {@code "D"}: the latest action on it. */
    static final String ACTION = "#action";

    /** {@code true} when a record named it, {@code false} when a later list did not. */
    static final String LISTED = "#listed";

    /** On a negation: an allergy that it denies was named, at this version; and taken back again, at that. */
    static final String BESIDE = "#beside[";

    static final String BESIDE_GONE = "#beside-gone[";

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
        elements.put("clinicalStatus", status(CLINICAL, dropped || isDenied(state) ? "inactive" : "active"));
    }

    /** A negation holds only if it was said after every allergy that it denies had been taken back. */
    private static boolean isDenied(ResourceState state) {
        SortedMap<String, ResourceState.Entry> beside = state.fieldsUnder(BESIDE);
        if (beside.isEmpty()) {
            return false;
        }
        ResourceState.Entry said = state.fields().get(LISTED);
        return beside.entrySet().stream().anyMatch(allergy -> {
            ResourceState.Entry gone =
                    state.fields().get(BESIDE_GONE + allergy.getKey().substring(BESIDE.length()));
            Version named = allergy.getValue().version();
            boolean stands = gone == null || gone.version().compareTo(named) < 0;
            return stands || said == null || said.version().compareTo(named) <= 0;
        });
    }

    private static String status(String system, String code) {
        return "{\"coding\":[{\"system\":\"" + system + "\",\"code\":\"" + code + "\"}]}";
    }
}
