package io.caravan.map.adt;

import io.caravan.fhir.DerivedFields;
import io.caravan.fold.ResourceState;
import java.util.Map;

/** A diagnosis that a newer list of the visit left out is inactive, and stays readable. */
public final class DiagnosisStanding implements DerivedFields {
    private static final String INACTIVE = "{\"coding\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"inactive\"}]}";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        boolean dropped =
                state.find(SnapshotLists.LISTED).filter("false"::equals).isPresent();
        // FHIR R4 con-5: no clinicalStatus beside entered-in-error.
        boolean error = elements.getOrDefault("verificationStatus", "").contains("entered-in-error");
        if (dropped && !error) {
            elements.put("clinicalStatus", INACTIVE);
        }
    }
}
