package io.caravan.map.labs;

import io.caravan.fhir.DerivedFields;
import io.caravan.fold.ResourceState;
import java.util.Map;

/** A document that stands by itself: chosen as a result is, but FHIR's Binary has no status, and always a type. */
public final class BinaryFields implements DerivedFields {
    private final ResultFields results = new ResultFields();

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        results.addTo(state, elements);
        elements.remove("status");
        elements.remove("_status");
        elements.putIfAbsent("contentType", "\"application/octet-stream\"");
    }
}
