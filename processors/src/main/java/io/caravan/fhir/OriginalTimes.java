package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.Map;

/**
 * The texts beside elements ({@code _onsetDateTime} beside {@code onsetDateTime}) hold as long as nobody has said something
 * newer of the element itself.
 */
public final class OriginalTimes implements DerivedFields {

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        elements.keySet().removeIf(path -> isStale(path, state));
    }

    private static boolean isStale(String path, ResourceState state) {
        int name = path.lastIndexOf('.') + 1;
        if (path.charAt(name) != '_') {
            return false;
        }
        ResourceState.Entry text = state.fields().get(path);
        ResourceState.Entry element = state.fields().get(path.substring(0, name) + path.substring(name + 1));
        return text != null && element != null && element.version().compareTo(text.version()) > 0;
    }

    /** The path beside an element's. */
    public static String path(String element) {
        int name = element.lastIndexOf('.') + 1;
        return element.substring(0, name) + '_' + element.substring(name);
    }
}
