package io.caravan.map.medications;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.Json;
import io.caravan.fhir.JsonParts;
import io.caravan.fold.ResourceState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the prescriber's and the pharmacy's words together. The drug has the codings of both; of dose, route, time and text the
 * newer word counts, as {@link Aspects} has it.
 */
public final class MedicationRequestFields implements DerivedFields {

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        List<String> extensions = new ArrayList<>(0);
        OrderFields.addTo(state, elements, extensions);
        if (!extensions.isEmpty()) {
            elements.put("extension", Json.array(extensions));
        }
        DrugFields.ofOrder(state, elements);
        put("dosageInstruction", dosage(state), elements);
        put("dispenseRequest", Aspects.find(state, Kind.DISPENSE, ""), elements);
        // The prescriber's permission stands before what the pharmacy made of it.
        put(
                "substitution",
                state.find(Kind.ORDERED.path(Kind.SUBSTITUTION))
                        .or(() -> state.find(Kind.ENCODED.path(Kind.SUBSTITUTION)))
                        .orElse(""),
                elements);
    }

    private static void put(String element, String json, Map<String, String> elements) {
        if (!json.isEmpty()) {
            elements.put(element, json);
        }
    }

    private static String dosage(ResourceState state) {
        Map<String, String> common = new LinkedHashMap<>();
        JsonParts.addTo(Aspects.find(state, Kind.TEXT, "{}"), common);
        JsonParts.addTo(Aspects.find(state, Kind.ROUTE, "{}"), common);
        String dose = Aspects.find(state, Kind.DOSE, "");
        String rate = Aspects.find(state, Kind.RATE, "");
        String max = Aspects.find(state, Kind.MAX_DOSE, "");
        List<String> steps = JsonParts.entries(Aspects.find(state, Kind.TIMING, "[]"));
        List<String> instructions = new ArrayList<>(1);
        for (String step : steps.isEmpty() ? List.of("{}") : steps) {
            Map<String, String> members = new LinkedHashMap<>(common);
            Map<String, String> own = new LinkedHashMap<>();
            JsonParts.addTo(step, own);
            StepAmount amount = StepAmount.of(own.remove(StepAmount.ELEMENT), dose, steps.size());
            amount.addTo(own);
            own.forEach((name, json) -> members.merge(name, json, (former, more) -> joined(name, former, more)));
            Json instruction = Json.object();
            members.forEach(instruction::raw);
            String both = Json.object().elements(amount.dose()).elements(rate).end();
            instructions.add(instruction
                    .raw(StepAmount.ELEMENT, both.isEmpty() ? "" : "[" + both + "]")
                    .raw("maxDosePerPeriod", max)
                    .end());
        }
        return Json.array(instructions);
    }

    private static String joined(String name, String former, String more) {
        return switch (name) {
            case "text" -> bothLines(former, more);
            case "additionalInstruction", "extension" ->
                former.substring(0, former.length() - 1) + "," + more.substring(1);
            default -> more;
        };
    }

    /** Two JSON strings as one of two lines. */
    private static String bothLines(String first, String second) {
        return first.substring(0, first.length() - 1) + "\\n" + second.substring(1);
    }
}
