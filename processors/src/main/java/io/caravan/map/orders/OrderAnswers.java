package io.caravan.map.orders;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Reference;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.PatientIdentity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** OBX inside an order: what was asked or known when it was ordered. They are Observations that the order refers to. */
final class OrderAnswers {
    private final Mapping mapping;
    private final Fragments fragments;
    private final PatientIdentity patient;
    private final Version version;
    private final Set<ResourceKey> seen = new HashSet<>(2);

    OrderAnswers(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.patient = patient;
        this.version = version;
    }

    /** Adds the change; keyed by the order, the code and the sub-id, never by OBX-1. @return the observation */
    ResourceKey add(OrderGroup.Answer answer, ResourceKey order, Optional<ResourceKey> specimen) {
        Segment obx = answer.obx();
        Repetition code = obx.first(3);
        String subId = obx.first(4).whole();
        ResourceKey key = key(order, specimen, code, subId);
        for (int again = 2; !seen.add(key); again++) {
            mapping.finding("repeated-observation", "OBX-3");
            key = key(order, specimen, code, subId + "#" + again);
        }
        Change.Builder change = Change.of(key.type(), key.id(), version).patient(patient.id());
        String concept = fragments.concept(code);
        change.set("code", concept.isEmpty() ? "{\"text\":\"unknown\"}" : concept);
        change.set("status", Json.string(status(obx.text(11))));
        specimen.ifPresent(one -> change.set("specimen", Reference.to(one)));
        value(obx, change);
        String time = mapping.dateTime(obx.text(14), "OBX-14");
        if (!time.isEmpty()) {
            change.set("effectiveDateTime", Json.string(time));
        }
        String note = OrderNotes.text(answer.notes());
        if (!note.isEmpty()) {
            change.set("note", OrderNotes.annotation(note));
        }
        mapping.add(change);
        return key;
    }

    private static ResourceKey key(ResourceKey order, Optional<ResourceKey> specimen, Repetition code, String subId) {
        return new ResourceKey(
                ResourceType.OBSERVATION,
                FhirIds.id(
                        "Observation",
                        "order",
                        order.id().toString(),
                        specimen.map(one -> one.id().toString()).orElse(""),
                        code.text(1) + "|" + code.text(2) + "|" + code.text(3),
                        subId));
    }

    private static String status(String code) {
        return switch (code.strip()) {
            case "F" -> "final";
            case "C" -> "corrected";
            case "P", "R", "S" -> "preliminary";
            case "D", "W" -> "entered-in-error";
            case "X" -> "cancelled";
            case "I", "O" -> "registered";
            default -> "unknown";
        };
    }

    private void value(Segment obx, Change.Builder change) {
        if (!obx.has(5)) {
            return;
        }
        Unit unit = new Units(mapping.codes()).of(obx.first(6));
        String decimal = obx.text(2).equals("NM") ? Decimals.plain(obx.text(5).strip()) : "";
        switch (obx.text(2)) {
            case "CE", "CWE", "CNE", "CF", "IS" -> set("valueCodeableConcept", fragments.concept(obx.first(5)), change);
            default -> {
                if (decimal.isEmpty()) {
                    set("valueString", Json.string(text(obx)), change);
                } else {
                    set("valueQuantity", Quantity.of(decimal, unit).simpleJson(), change);
                }
            }
        }
    }

    /** An observation has one value: an order's message sets it as a whole, so that a corrected type leaves nothing behind. */
    private static void set(String element, String json, Change.Builder change) {
        for (String other : List.of("valueCodeableConcept", "valueString", "valueQuantity")) {
            if (other.equals(element) && !json.isEmpty() && !json.equals("\"\"")) {
                change.set(other, json);
            } else {
                change.clear(other);
            }
        }
    }

    private static String text(Segment obx) {
        StringBuilder text = new StringBuilder();
        for (Repetition line : obx.repetitions(5)) {
            text.append(text.isEmpty() ? "" : "\n").append(line.whole().stripTrailing());
        }
        String unit = obx.text(6).strip();
        return (unit.isEmpty() ? text.toString() : text + " " + unit).strip();
    }
}
