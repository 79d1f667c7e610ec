package io.caravan.map.identity;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Identifier;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import java.util.List;
import java.util.UUID;

/**
 * The patient a record speaks of.
 *
 * @param master the identifier that keys the patient; it always has a system
 * @param others further identifiers of the record, never match keys
 */
public record PatientIdentity(Identifier master, List<Identifier> others) {

    public PatientIdentity {
        others = List.copyOf(others);
    }

    /** The logical id, from authority and number alone. */
    public UUID id() {
        return FhirIds.id("Patient", master.system(), master.value());
    }

    public ResourceKey key() {
        return new ResourceKey(ResourceType.PATIENT, id());
    }
}
