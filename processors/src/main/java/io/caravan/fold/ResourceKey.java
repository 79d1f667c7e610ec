package io.caravan.fold;

import java.util.UUID;

/** A resource's type and logical id. */
public record ResourceKey(ResourceType type, UUID id) implements Comparable<ResourceKey> {

    /** Of a FHIR reference as {@link #reference()} gives it. */
    public static ResourceKey of(String reference) {
        int slash = reference.indexOf('/');
        return new ResourceKey(
                ResourceType.of(reference.substring(0, slash)), UUID.fromString(reference.substring(slash + 1)));
    }

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
