package io.caravan.map.adt;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.OriginalText;
import io.caravan.fhir.Periods;
import io.caravan.fold.ResourceState;
import java.util.Map;

/** An insurance is active while it is listed, cancelled once a newer list left it out, an error once it was deleted. */
public final class CoverageStanding implements DerivedFields {
    static final String DELETED = "#deleted";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        boolean deleted = state.find(DELETED).filter("true"::equals).isPresent();
        boolean dropped =
                state.find(SnapshotLists.LISTED).filter("false"::equals).isPresent();
        elements.put("status", deleted ? "\"entered-in-error\"" : dropped ? "\"cancelled\"" : "\"active\"");
        String end = plain(elements.getOrDefault("period.end", ""));
        if (Periods.isReversed(plain(elements.getOrDefault("period.start", "")), end)) {
            elements.remove("period.end");
            elements.put("period._end", OriginalText.element(end));
        }
    }

    private static String plain(String json) {
        return json.length() < 2 ? "" : json.substring(1, json.length() - 1);
    }
}
