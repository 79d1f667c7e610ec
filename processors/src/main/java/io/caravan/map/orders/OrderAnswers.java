package io.caravan.map.orders;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
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
import io.caravan.map.value.ObservationValue;
import io.caravan.map.value.ValueFields;
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
    private final ObservationValue values;
    private final Units units;
    private final Set<ResourceKey> seen = new HashSet<>(2);

    OrderAnswers(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.patient = patient;
        this.version = version;
        this.values = new ObservationValue(fragments, ObservationValue.Whereabouts.HERE);
        this.units = new Units(mapping.codes());
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
        if (obx.has(5)) {
            value(obx, change);
        }
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
        Unit unit = units.of(obx.first(6));
        if (!unit.isNone() && unit.code().isEmpty()) {
            mapping.finding("unmapped-unit", "OBX-6");
        }
        String value = values.of(List.of(obx), unit, fragments.concept(obx.first(3)));
        if (value.isEmpty()) {
            change.clear(ValueFields.FACT);
        } else {
            change.set(ValueFields.FACT, value);
        }
    }
}
