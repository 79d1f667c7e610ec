package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.Map;

/** References to a visit by a number that it does not have any more lead to the visit. */
public final class VisitReferences implements DerivedFields {
    /** The Encounter that took the place of the one that the newest record named; the ledger sets it by its aliases. */
    public static final String VISIT = "#visit";

    /** The elements that refer to the visit. */
    private static final String[] ELEMENTS = {"encounter", "context"};

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        state.find(VISIT).ifPresent(reference -> {
            for (String element : ELEMENTS) {
                elements.computeIfPresent(element, (path, json) -> reference);
            }
        });
    }
}
