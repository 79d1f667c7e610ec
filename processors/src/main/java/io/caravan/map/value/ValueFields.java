package io.caravan.map.value;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.JsonParts;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import java.util.Map;

/** A value that is one fact, though its element has one of many names: a corrected type leaves nothing behind. */
public final class ValueFields implements DerivedFields {
    /** Hidden; written as an object of elements. */
    public static final String FACT = "#value";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        Entry value = state.fields().get(FACT);
        String json = value == null ? null : value.json();
        if (json != null) {
            JsonParts.addTo(json, elements);
        }
    }
}
