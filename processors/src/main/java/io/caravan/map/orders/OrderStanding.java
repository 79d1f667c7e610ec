package io.caravan.map.orders;

import io.caravan.fhir.DerivedFields;
import io.caravan.fold.ResourceState;
import java.util.Map;

/** What FHIR demands of a ServiceRequest and no message may have said yet, e.g. when the change came before the order. */
public final class OrderStanding implements DerivedFields {

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        elements.putIfAbsent("status", "\"unknown\"");
        elements.putIfAbsent("intent", "\"order\"");
    }
}
