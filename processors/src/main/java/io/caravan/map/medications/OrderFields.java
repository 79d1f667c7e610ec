package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import java.util.List;
import java.util.Map;

/** Of an order as a whole: how it stands, when it was written, what it replaces. */
final class OrderFields {
    /** The newest statement that ended it. */
    static final String ENDED = "#ended";

    /** RXE-32: when the prescriber wrote it. */
    static final String WRITTEN = "#written";

    /** ORC-9 of the new order. */
    static final String NEW_ORDER = "#new";

    /** References to what it replaces, by id. */
    static final String REPLACES = "#replaces[";

    static final String LAST_GIVEN = "#last-given";

    private static final String REPLACES_ALSO = "urn:caravan:extension:prior-prescription";
    private static final String PRIORITY = "urn:caravan:extension:priority";
    private static final String LAST_GIVEN_URL = "urn:caravan:extension:last-given";

    private OrderFields() {}

    static void addTo(ResourceState state, Map<String, String> elements, List<String> extensions) {
        elements.putIfAbsent("intent", "\"order\"");
        if (isPastItsEnd(state)) {
            elements.put("status", "\"completed\"");
        }
        elements.putIfAbsent("status", "\"unknown\"");
        state.find(WRITTEN).or(() -> state.find(NEW_ORDER)).ifPresent(time -> elements.put("authoredOn", time));
        replaces(state, elements, extensions);
        state.find(LAST_GIVEN).ifPresent(time -> extensions.add(extension(LAST_GIVEN_URL, "valueDateTime", time)));
        state.find(Priority.ORIGINAL).ifPresent(code -> extensions.add(extension(PRIORITY, "valueString", code)));
    }

    private static String extension(String url, String element, String json) {
        return Json.object().text("url", url).raw(element, json).end();
    }

    /** FHIR R4 has room for one; the others stand beside it, so that none is lost. */
    private static void replaces(ResourceState state, Map<String, String> elements, List<String> extensions) {
        boolean first = true;
        for (Entry old : state.fieldsUnder(REPLACES).values()) {
            String reference = old.json();
            if (reference != null && first) {
                elements.put("priorPrescription", reference);
                first = false;
            } else if (reference != null) {
                extensions.add(extension(REPLACES_ALSO, "valueReference", reference));
            }
        }
    }

    /** Whether all its steps had ended when it was last said to run: nothing here asks a clock. */
    static boolean isPastItsEnd(ResourceState state) {
        Entry status = state.fields().get("status");
        String end = Aspects.find(state, Kind.END, "");
        return status != null
                && "\"active\"".equals(status.json())
                && !end.isEmpty()
                && Long.parseLong(end) <= status.version().micros();
    }

    /** Whether something older had ended the order that runs now. */
    static boolean runsAgain(ResourceState state) {
        Entry status = state.fields().get("status");
        Entry ended = state.fields().get(ENDED);
        return status != null
                && ended != null
                && ended.json() != null
                && "\"active\"".equals(status.json())
                && ended.version().compareTo(status.version()) < 0;
    }
}
