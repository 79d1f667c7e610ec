package io.caravan.map.medications;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;

/** RXD as a MedicationDispense, keyed by the filler's order number and RXD-1. */
final class DispenseChange {
    private final Mapping mapping;
    private final Fragments fragments;

    DispenseChange(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
    }

    void add(OrderGroup.Given given, OrderContext order, Version version) {
        Segment rxd = given.segment;
        ResourceKey scope = order.key(ResourceType.MEDICATION_DISPENSE);
        ResourceKey key = new ResourceKey(
                scope.type(), FhirIds.id(scope.type().fhirName(), scope.id().toString(), rxd.text(1)));
        Change.Builder change = Change.of(key.type(), key.id(), version).patient(order.patient());
        order.numbers().write(change);
        if (!rxd.text(7).isBlank()) {
            Identifier prescription = Identifier.of("", rxd.text(7).strip(), "", "");
            change.set(prescription.path(), prescription.json());
        }
        order.encounter().ifPresent(encounter -> change.set("context", Reference.to(encounter)));
        change.set("authorizingPrescription", "[" + Reference.to(order.request()) + "]");
        change.set("status", "\"completed\"");
        Fields fields = new Fields(change, rxd);
        fields.value(2, "medicationCodeableConcept", fragments::concept);
        fields.value(3, "whenHandedOver", time -> {
            String at = mapping.dateTime(time.text(1), "RXD-3");
            return at.isEmpty() ? "" : Json.string(at);
        });
        fields.list(
                9,
                "note",
                note -> Json.object().text("text", note.whole().strip()).end());
        fields.list(10, "performer", person -> {
            String actor = fragments.person(person);
            return actor.isEmpty() ? "" : "{\"actor\":" + actor + "}";
        });
        Unit unit = new Units(mapping.codes()).of(rxd.first(5));
        String quantity = Dose.quantity(rxd.text(4), unit, "RXD-4");
        if (!quantity.isEmpty()) {
            change.set("quantity", quantity);
        }
        String route = Route.elements(given.route, fragments);
        if (!route.isEmpty()) {
            change.set("dosageInstruction", "[" + route + "]");
        }
        mapping.add(change);
    }
}
