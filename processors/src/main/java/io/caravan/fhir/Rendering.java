package io.caravan.fhir;

import io.caravan.fold.ResourceState;

/**
 * A folded state as FHIR R4 JSON. The same state always gives the same bytes. {@code meta.versionId} and
 * {@code meta.lastUpdated} are not in it: the store knows them, and adds them when the resource is read.
 */
public interface Rendering {

    /** The whole resource as JSON. */
    String render(ResourceState state);
}
