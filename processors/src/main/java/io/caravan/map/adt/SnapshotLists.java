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
import java.util.Optional;
import java.util.UUID;

/**
 * The diagnoses of a visit, or the insurances of a patient: the version of the latest snapshot, and for each entry the version
 * that last named it. One last named before the latest snapshot was dropped by it, as with {@link AllergyLists}.
 */
public final class SnapshotLists implements Derivation {
    /** On an entry: {@code true} when a record named it, {@code false} when a later list did not. */
    static final String LISTED = "#listed";

    private static final String SNAPSHOT = "#snapshot";
    private static final String NAMED = "#named[";

    /** @param segment whose list it is; {@code scope} what it is a list of within the patient */
    static Change.Builder change(String segment, PatientIdentity patient, String scope, Version version) {
        UUID id = FhirIds.id(
                "SnapshotList",
                segment,
                patient.master().system(),
                patient.master().value(),
                scope);
        return Change.of(ResourceType.SNAPSHOT_LIST, id, version).patient(patient.id());
    }

    /** The record's entries are all there are. */
    static void snapshot(Change.Builder list) {
        list.set(SNAPSHOT, "true");
    }

    /** @param encounter which refers to the entry, if any: it does so no longer when the entry is dropped */
    static void names(Change.Builder list, ResourceKey entry, Optional<ResourceKey> encounter) {
        list.set(
                NAMED + entry.type() + "/" + entry.id() + "]",
                '"' + encounter.map(visit -> visit.id().toString()).orElse("") + '"');
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
                drop(named, snapshot.version(), dropped);
            }
        }
        return dropped;
    }

    private static void drop(Map.Entry<String, ResourceState.Entry> named, Version version, List<Change> dropped) {
        String path = named.getKey();
        int slash = path.indexOf('/');
        ResourceType type = ResourceType.valueOf(path.substring(NAMED.length(), slash));
        UUID id = UUID.fromString(path.substring(slash + 1, path.length() - 1));
        dropped.add(Change.of(type, id, version).set(LISTED, "false").build());
        String encounter = String.valueOf(named.getValue().json());
        if (type == ResourceType.CONDITION && encounter.length() > 2) {
            UUID visit = UUID.fromString(encounter.substring(1, encounter.length() - 1));
            dropped.add(Change.of(ResourceType.ENCOUNTER, visit, version)
                    .clear("diagnosis[" + id + "]")
                    .build());
        }
    }
}
