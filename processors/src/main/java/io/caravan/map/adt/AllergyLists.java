package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.identity.PatientIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A patient's allergy list: the version of the latest snapshot, and for each allergy the version that last named it. An allergy
 * last named before the latest snapshot was dropped by a snapshot. Both are greatest versions, so the order of arrival does
 * not matter.
 */
public final class AllergyLists implements Derivation {
    private static final String SNAPSHOT = "#snapshot";
    private static final String NAMED = "#named[";

    static Change.Builder change(PatientIdentity patient, Version version) {
        UUID id = FhirIds.id(
                "AllergyList", patient.master().system(), patient.master().value());
        return Change.of(ResourceType.ALLERGY_LIST, id, version).patient(patient.id());
    }

    /** The record's allergies are all there are. */
    static void snapshot(Change.Builder list) {
        list.set(SNAPSHOT, "true");
    }

    /** The record names this allergy. */
    static void names(Change.Builder list, ResourceKey allergy) {
        list.set(NAMED + allergy.id() + "]", "true");
    }

    @Override
    public List<Change> derive(ResourceState list) {
        ResourceState.Entry snapshot = list.fields().get(SNAPSHOT);
        if (snapshot == null) {
            return List.of();
        }
        List<Change> dropped = new ArrayList<>(0);
        for (Map.Entry<String, ResourceState.Entry> named :
                list.fieldsUnder(NAMED).entrySet()) {
            if (named.getValue().version().compareTo(snapshot.version()) < 0) {
                String path = named.getKey();
                UUID allergy = UUID.fromString(path.substring(NAMED.length(), path.length() - 1));
                dropped.add(Change.of(ResourceType.ALLERGY_INTOLERANCE, allergy, snapshot.version())
                        .set(AllergyStanding.LISTED, "false")
                        .build());
            }
        }
        return dropped;
    }
}
