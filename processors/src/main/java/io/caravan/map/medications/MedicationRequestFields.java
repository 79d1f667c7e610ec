package io.caravan.map.medications;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.Json;
import io.caravan.fhir.JsonParts;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the prescriber's and the pharmacy's words together. The drug has the codings of both; of dose, route, time and text the
 * newer word counts, and the pharmacy's where both are of the same time, because it encodes that very order.
 */
public final class MedicationRequestFields implements DerivedFields {
    private static final String UNKNOWN_DRUG =
            "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
                    + "\"valueCode\":\"unknown\"}]}";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        elements.putIfAbsent("intent", "\"order\"");
        elements.putIfAbsent("status", "\"unknown\"");
        elements.put("medicationCodeableConcept", medication(state));
        String dosage = dosage(state);
        if (!dosage.isEmpty()) {
            elements.put("dosageInstruction", dosage);
        }
    }

    private static String medication(ResourceState state) {
        Set<String> codings = new LinkedHashSet<>(4);
        String text = "";
        for (Kind kind : new Kind[] {Kind.ENCODED, Kind.ORDERED}) {
            Map<String, String> members = new LinkedHashMap<>(2);
            JsonParts.addTo(state.find(kind.path(Kind.MEDICATION)).orElse("{}"), members);
            codings.addAll(JsonParts.entries(members.getOrDefault("coding", "[]")));
            text = text.isEmpty() ? members.getOrDefault("text", "") : text;
        }
        String concept = Json.object()
                .raw("coding", Json.array(codings))
                .raw("text", text)
                .end();
        return concept.isEmpty() ? UNKNOWN_DRUG : concept;
    }

    private static String dosage(ResourceState state) {
        Map<String, String> common = new LinkedHashMap<>();
        for (String aspect : new String[] {Kind.TEXT, Kind.ROUTE, Kind.DOSE}) {
            JsonParts.addTo(newest(state, aspect, "{}"), common);
        }
        List<String> steps = JsonParts.entries(newest(state, Kind.TIMING, "[]"));
        List<String> instructions = new ArrayList<>(1);
        for (String step : steps.isEmpty() ? List.of("{}") : steps) {
            Map<String, String> members = new LinkedHashMap<>(common);
            Map<String, String> own = new LinkedHashMap<>();
            JsonParts.addTo(step, own);
            own.forEach((name, json) ->
                    members.merge(name, json, (words, more) -> name.equals("text") ? bothLines(words, more) : more));
            Json instruction = Json.object();
            members.forEach(instruction::raw);
            instructions.add(instruction.end());
        }
        return Json.array(instructions);
    }

    /** Two JSON strings as one of two lines. */
    private static String bothLines(String first, String second) {
        return first.substring(0, first.length() - 1) + "\\n" + second.substring(1);
    }

    private static String newest(ResourceState state, String aspect, String otherwise) {
        Entry ordered = state.fields().get(Kind.ORDERED.path(aspect));
        Entry encoded = state.fields().get(Kind.ENCODED.path(aspect));
        boolean isOrdered = encoded == null
                || ordered != null
                        && ordered.version().micros() > encoded.version().micros();
        Entry chosen = isOrdered ? ordered : encoded;
        String json = chosen == null ? null : chosen.json();
        return json == null ? otherwise : json;
    }
}
