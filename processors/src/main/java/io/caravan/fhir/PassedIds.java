package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import io.caravan.fold.Unification;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is left of a resource whose id passed into another: who asked for it by the old id finds out where it went, and nobody
 * takes it for a resource of its own.
 */
public final class PassedIds implements DerivedFields {
    /** Of the extension that refers to the resource with the id that stays. */
    public static final String SAME_AS = "urn:caravan:extension:same-as";

    private final Set<String> required;

    /** @param required elements that FHIR demands beside the status */
    public PassedIds(Set<String> required) {
        this.required = Set.copyOf(required);
    }

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        List<UUID> staying = Unification.staying(state);
        if (staying.isEmpty()) {
            return;
        }
        elements.keySet().removeIf(path -> !path.startsWith("identifier[") && !required.contains(path));
        elements.put("status", "\"entered-in-error\"");
        for (UUID id : staying) {
            elements.put(
                    "extension[" + id + "]",
                    "{\"url\":\"" + SAME_AS + "\",\"valueReference\":{\"reference\":\""
                            + state.key().type().fhirName() + "/" + id + "\"}}");
        }
    }
}
