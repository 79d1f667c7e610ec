package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.Map;

/** Elements that are not set by one message but follow from the facts of a state. Pure and order-free. */
public interface DerivedFields {

    /** Adds to, or takes from, the elements by path before they are written. */
    void addTo(ResourceState state, Map<String, String> elements);

    static DerivedFields none() {
        return (state, elements) -> {};
    }
}
