package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
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
    private final Units units;

    DispenseChange(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.units = new Units(mapping.codes());
    }

    void add(OrderGroup.Given given, OrderContext order, Version version, ListEntry entry) {
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
        order.numbers().refer(key, ResourceType.MEDICATION_REQUEST, mapping);
        change.set("status", "\"completed\"");
        Fields fields = new Fields(change, rxd);
        drug(given, change);
        fields.value(3, "whenHandedOver", time -> {
            String at = mapping.dateTime(time.text(1), "RXD-3");
            return at.isEmpty() ? "" : Json.string(at);
        });
        fields.list(
                9,
                Fields.part("note", "1"),
                note -> Json.object().text("text", note.whole().strip()).end());
        fields.list(10, "performer", person -> {
            String actor = fragments.person(person);
            return actor.isEmpty() ? "" : "{\"actor\":" + actor + "}";
        });
        Unit unit = units.of(rxd.first(5));
        String quantity = Dose.quantity(rxd.text(4), unit, "RXD-4");
        if (!quantity.isEmpty()) {
            change.set("quantity", quantity);
        }
        if (!given.route.isAbsent()) {
            String route = Route.ofOne(given.route, fragments);
            if (!route.isEmpty()) {
                change.set("dosageInstruction", "[" + route + "]");
            }
        }
        entry.dispensed(rxd.text(1), DispensedDose.of(rxd, units));
        String notes = Notes.text(given.notes);
        if (!notes.isEmpty()) {
            change.set(Fields.part("note", "2"), "[{\"text\":" + Json.string(notes) + "}]");
        }
        mapping.add(change);
    }

    /** The product; its form, strength, lot and contents are told by a contained Medication, as for the order. */
    private void drug(OrderGroup.Given given, Change.Builder change) {
        Segment rxd = given.segment;
        set(DrugFields.CONCEPT, fragments.concept(rxd.first(2)), change);
        set(DrugFields.FORM, fragments.concept(rxd.first(6)), change);
        String strength = Decimals.plain(rxd.text(16));
        if (strength.isEmpty() && rxd.has(16)) {
            mapping.finding("not-a-number", "RXD-16");
        }
        if (!strength.isEmpty()) {
            set(
                    DrugFields.STRENGTH,
                    Strength.ratio(Quantity.of(strength, units.of(rxd.first(17))), Strength.ONE),
                    change);
        }
        set(DrugFields.COMPONENTS, new Components(mapping, units).ingredients(given.components), change);
        set(DrugFields.BATCH, Batch.of(rxd.first(18), mapping.dateTime(rxd.text(19), "RXD-19")), change);
    }

    private static void set(String path, String json, Change.Builder change) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
