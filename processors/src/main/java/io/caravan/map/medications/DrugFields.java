package io.caravan.map.medications;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.Json;
import io.caravan.fhir.JsonParts;
import io.caravan.fold.ResourceState;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which drug. Of a mixture a contained Medication tells the ingredients and is what the request refers to. Where only strength
 * or form are told, the concept stays where every reader looks for it, and an extension leads to the contained Medication.
 */
public final class DrugFields implements DerivedFields {
    static final String CONCEPT = "#drug.concept";
    static final String FORM = "#drug.form";
    static final String STRENGTH = "#drug.strength";
    static final String COMPONENTS = "#drug.components";
    static final String BATCH = "#drug.batch";

    private static final String DETAIL = "urn:caravan:extension:medication-detail";
    private static final String UNKNOWN = "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
            + "data-absent-reason\",\"valueCode\":\"unknown\"}]}";
    private static final String REFERENCE = "{\"reference\":\"#medication\"}";

    static void ofOrder(ResourceState state, Map<String, String> elements) {
        addTo(
                elements,
                concept(state),
                Aspects.find(state, Kind.FORM, ""),
                Aspects.find(state, Kind.STRENGTH, ""),
                Aspects.find(state, Kind.COMPONENTS, ""),
                "");
    }

    /** Of what was dispensed or given. */
    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        elements.putIfAbsent("status", "\"unknown\"");
        addTo(
                elements,
                state.find(CONCEPT).orElse(""),
                state.find(FORM).orElse(""),
                state.find(STRENGTH).orElse(""),
                state.find(COMPONENTS).orElse(""),
                state.find(BATCH).orElse(""));
    }

    private static void addTo(
            Map<String, String> elements,
            String concept,
            String form,
            String strength,
            String components,
            String batch) {
        String item = concept.isEmpty() ? UNKNOWN : concept;
        if (!components.isEmpty()) {
            elements.put("contained", contained(concept, form, components, batch));
            elements.put("medicationReference", REFERENCE);
        } else if (form.isEmpty() && strength.isEmpty() && batch.isEmpty()) {
            elements.put("medicationCodeableConcept", item);
        } else {
            String ingredient = Json.object()
                    .raw("itemCodeableConcept", item)
                    .raw("strength", strength)
                    .end();
            String ingredients = strength.isEmpty() ? "" : "[" + ingredient + "]";
            elements.put("contained", contained(concept, form, ingredients, batch));
            elements.put("medicationCodeableConcept", withDetail(concept));
        }
    }

    private static String contained(String concept, String form, String ingredients, String batch) {
        return "["
                + Json.object()
                        .text("resourceType", "Medication")
                        .text("id", "medication")
                        .raw("code", concept)
                        .raw("form", form)
                        .raw("ingredient", ingredients)
                        .raw("batch", batch)
                        .end()
                + "]";
    }

    private static String withDetail(String concept) {
        String detail = "{\"url\":\"" + DETAIL + "\",\"valueReference\":" + REFERENCE + "}";
        if (concept.isEmpty()) {
            return UNKNOWN.substring(0, UNKNOWN.length() - 2) + "," + detail + "]}";
        }
        return Json.object()
                .raw("extension", "[" + detail + "]")
                .elements(concept)
                .end();
    }

    /** The codings of the pharmacy, the prescriber and the instruction to give, each once. */
    private static String concept(ResourceState state) {
        Set<String> codings = new LinkedHashSet<>(4);
        String text = "";
        for (Kind kind : new Kind[] {Kind.ENCODED, Kind.ORDERED, Kind.GIVE}) {
            Map<String, String> members = new LinkedHashMap<>(2);
            JsonParts.addTo(state.find(kind.path(Kind.MEDICATION)).orElse("{}"), members);
            codings.addAll(JsonParts.entries(members.getOrDefault("coding", "[]")));
            text = text.isEmpty() ? members.getOrDefault("text", "") : text;
        }
        return Json.object()
                .raw("coding", Json.array(codings))
                .raw("text", text)
                .end();
    }
}
