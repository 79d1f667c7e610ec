package io.caravan.fold;

import java.util.UUID;

/** A resource's type and logical id. */
public record ResourceKey(ResourceType type, UUID id) implements Comparable<ResourceKey> {

    /** The FHIR reference, e.g. {@code Patient/6f…}. */
    public String reference() {
        return type.fhirName() + "/" + id;
    }

    @Override
    public int compareTo(ResourceKey other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : id.compareTo(other.id);
    }
}
