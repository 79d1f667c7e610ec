package io.caravan.map.medications;

import io.caravan.fhir.JsonParts;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.HiddenFacts;
import io.caravan.fold.ResourceState;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one drug order shows that a pharmacist must see, in whatever order its messages and rows came. */
public final class MedicationContradictions implements Derivation {

    @Override
    public List<Change> derive(ResourceState state) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        if (!state.fieldsUnder(HiddenFacts.SAME_AS).isEmpty()) {
            // Another id of an order, which has all these facts and says what they show.
            return List.of();
        }
        List<Finding> findings = new ArrayList<>(DoseHistory.findings(state));
        form(state, findings);
        if (state.knows(HighAlert.FACT)) {
            findings.add(new Finding("high-alert-drug", "RXE-2"));
        }
        if (OrderFields.runsAgain(state)) {
            findings.add(new Finding("active-after-end", "ORC-1"));
        }
        if (OrderFields.isPastItsEnd(state)) {
            findings.add(new Finding("active-after-stop", "TQ1-8"));
        }
        if (StepAmount.contradicts(state)) {
            findings.add(new Finding("quantity-beside-dose", "TQ1-2"));
        }
        infusion(state, findings);
        return findings;
    }

    private static void form(ResourceState state, List<Finding> findings) {
        String name = Aspects.text(state, Kind.FORM_CLASS);
        if (name.isEmpty()) {
            return;
        }
        FormClass form = FormClass.valueOf(name);
        String way = Aspects.text(state, Kind.WAY);
        if (!way.isEmpty() && !form.fits(Way.valueOf(way))) {
            findings.add(new Finding("route-unlike-form", "RXR-1"));
        }
        if (!form.isPlausible(unit(Aspects.find(state, Kind.DOSE, "{}")))) {
            findings.add(new Finding("unit-unlike-form", "RXE-5"));
        }
    }

    /** Of the dose, or of a limit of its range. */
    private static DrugUnit unit(String dose) {
        Map<String, String> members = new LinkedHashMap<>(2);
        JsonParts.addTo(dose, members);
        String quantity = members.getOrDefault("doseQuantity", "");
        if (quantity.isEmpty()) {
            Map<String, String> limits = new LinkedHashMap<>(2);
            JsonParts.addTo(members.getOrDefault("doseRange", "{}"), limits);
            quantity = limits.values().stream().findFirst().orElse("{}");
        }
        Map<String, String> parts = new LinkedHashMap<>(4);
        JsonParts.addTo(quantity, parts);
        String unit = parts.getOrDefault("code", parts.getOrDefault("unit", "\"\""));
        return DrugUnit.of(unit.substring(1, unit.length() - 1));
    }

    /** An infusion that runs must say since when and how fast: whoever takes it over sets the pump by it. */
    private static void infusion(ResourceState state, List<Finding> findings) {
        boolean active = state.find("status").filter("\"active\""::equals).isPresent();
        if (!active) {
            return;
        }
        boolean hasRate = !Aspects.find(state, Kind.RATE, "").isEmpty();
        if (hasRate && !Aspects.find(state, Kind.HAS_START, "false").equals("true")) {
            findings.add(new Finding("infusion-without-start", "TQ1-7"));
        }
        if (!hasRate && Aspects.text(state, Kind.ORDER_TYPE).equals("S")) {
            findings.add(new Finding("infusion-without-rate", "RXE-23"));
        }
    }
}
