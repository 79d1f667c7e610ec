package io.caravan.map.identity;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Identifier;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;

/**
 * A number with what makes it unique.
 *
 * @param scope the number's authority; where that is unknown, the patient's authority with the namespace as it was written, so
 *     that two numbers of two unknown authorities stay two
 */
public record BusinessKey(Identifier identifier, String scope) {

    /** The logical id of the resource that this number keys. */
    public ResourceKey key(ResourceType type) {
        return new ResourceKey(type, FhirIds.id(type.fhirName(), scope, identifier.type(), identifier.value()));
    }

    static BusinessKey of(Identifier identifier, String namespace, PatientIdentity patient) {
        String scope =
                identifier.hasSystem() ? identifier.system() : patient.master().system() + "|" + namespace;
        return new BusinessKey(identifier, scope);
    }
}
