package io.caravan.map.adt;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.Json;
import io.caravan.fhir.OriginalText;
import io.caravan.fhir.Periods;
import io.caravan.fold.ResourceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Status, locations and earlier classes of an encounter, from all its events. */
public final class EncounterHistory implements DerivedFields {
    private static final String NO_CLASS =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-NullFlavor\",\"code\":\"UNK\"}";

    private static final String TOMBSTONE = "{\"tag\":[{\"system\":\"urn:caravan:tag\",\"code\":\"deleted\"}]}";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        List<EncounterFact> facts = EncounterFact.of(state);
        String status = EncounterStatus.of(facts);
        elements.put("status", '"' + status + '"');
        if (status.equals(EncounterStatus.IN_ERROR)) {
            elements.put("meta", TOMBSTONE);
        }
        List<String> locations =
                new ArrayList<>(Movements.areIn(state) ? Movements.of(state, status) : EncounterLocations.of(facts));
        locations.addAll(PassingPlaces.of(state, facts, status));
        String array = Json.array(locations);
        if (!array.isEmpty()) {
            elements.put("location", array);
        }
        String classes = classHistory(facts);
        if (!classes.isEmpty()) {
            elements.put("classHistory", classes);
        }
        elements.putIfAbsent("class", NO_CLASS);
        if (!state.knows("period.start")) {
            String start = EncounterStatus.admittedAt(facts);
            elements.put("period.start", start.isEmpty() ? "" : '"' + start + '"');
        }
        period(elements);
    }

    /** A discharge before the admission cannot be a Period: both are kept, the end as it was written. */
    private static void period(Map<String, String> elements) {
        String end = elements.getOrDefault("period.end", "");
        if (Periods.isReversed(plain(elements.getOrDefault("period.start", "")), plain(end))) {
            elements.remove("period.end");
            elements.put("period._end", OriginalText.element(plain(end)));
        }
    }

    private static String plain(String json) {
        return json.length() < 2 ? "" : json.substring(1, json.length() - 1);
    }

    /** A06 and A07 change the class of a visit: the one before is kept with its end. */
    private static String classHistory(List<EncounterFact> facts) {
        List<String> classes = new ArrayList<>(0);
        String current = "";
        String since = "";
        for (EncounterFact fact : facts) {
            if (fact.encounterClass().isEmpty() || fact.encounterClass().equals(current)) {
                continue;
            }
            boolean changes = fact.code().equals("A06") || fact.code().equals("A07");
            if (changes && !current.isEmpty()) {
                String period = Periods.of(since, fact.at());
                if (!period.isEmpty()) {
                    classes.add(Json.object()
                            .raw("class", current)
                            .raw("period", period)
                            .end());
                }
            }
            current = fact.encounterClass();
            since = fact.at();
        }
        return Json.array(classes);
    }
}
