package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.Map;
import java.util.Optional;

/**
 * Lists that several sources fill, each its own part: the names of PID-5 and PID-9 are one element in FHIR, yet a message
 * with only one of the two must leave the other as it is. A part is a hidden field with a JSON array; the element is all
 * parts in the order of their keys.
 */
public final class ListParts implements DerivedFields {
    private static final String PREFIX = "#part.";

    /** The path of a part. @param key orders the parts; without dots */
    public static String path(String element, String key) {
        return PREFIX + element + "." + key;
    }

    /** The element that a path is a part of; empty where it is none. */
    public static Optional<String> element(String path) {
        return path.startsWith(PREFIX)
                ? Optional.of(path.substring(PREFIX.length(), path.lastIndexOf('.')))
                : Optional.empty();
    }

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        for (Map.Entry<String, ResourceState.Entry> field :
                state.fieldsUnder(PREFIX).entrySet()) {
            String array = field.getValue().json();
            if (array == null || array.length() <= 2) {
                continue;
            }
            String path = field.getKey();
            String element = path.substring(PREFIX.length(), path.lastIndexOf('.'));
            elements.merge(element, array, ListParts::joined);
        }
    }

    private static String joined(String first, String second) {
        return first.substring(0, first.length() - 1) + "," + second.substring(1);
    }
}
