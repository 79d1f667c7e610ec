package io.caravan.map.medications;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.Versions;
import io.caravan.map.identity.MergedLists;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One message with its orders, which may speak of each other: a replacement follows what it replaces. */
final class PharmacyMessage {
    private final Hl7Message message;
    private final Mapping mapping;
    private final Patients patients;
    private final AdministrationChange administrations;
    private final DispenseChange dispenses;
    private final Set<UUID> known = new HashSet<>(2);
    private final Set<ResourceKey> requests = new HashSet<>(2);
    private final List<OrderContext> replaced = new ArrayList<>(0);
    private boolean replacing;

    PharmacyMessage(Hl7Message message, Mapping mapping) {
        this.message = message;
        this.mapping = mapping;
        this.patients = new Patients(mapping);
        this.administrations = new AdministrationChange(mapping);
        this.dispenses = new DispenseChange(mapping);
    }

    void add(OrderGroup group) {
        PatientIdentity patient = patients.ofPid(group.pid, message);
        Version version = Versions.ofOrder(message, group.orc, mapping);
        if (known.add(patient.id())) {
            patients.addProvisional(patient, group.pid, version);
            new Visits(mapping, patient).addProvisional(group.pv1, version);
        }
        Orders orders = new Orders(mapping, patient);
        OrderIdentity numbers = orders.of(group.orc, Segment.ABSENT);
        OrderContext order = new OrderContext(
                numbers,
                request(numbers, group),
                patient.id(),
                new Visits(mapping, patient).ofPv1(group.pv1).map(visit -> visit.key(ResourceType.ENCOUNTER)));
        ListEntry entry = new ListEntry(patient.id(), order.request(), version);
        same(numbers, entry);
        if (numbers.find(ResourceType.MEDICATION_REQUEST).equals(Optional.of(order.request()))) {
            numbers.unify(ResourceType.MEDICATION_REQUEST, mapping);
        }
        if (group.given.isEmpty() || group.hasOrder()) {
            new Components(mapping, new Units(mapping.codes())).require(group);
            addRequest(group, order, orders, version, entry);
        }
        for (OrderGroup.Given given : group.given) {
            addGiven(given, order, entry);
        }
        mapping.add(entry.change());
    }

    private static void same(OrderIdentity numbers, ListEntry entry) {
        if (numbers.placer().isPresent()) {
            numbers.filler().ifPresent(number -> entry.same(number.key(ResourceType.MEDICATION_REQUEST)));
        }
    }

    private void addRequest(OrderGroup group, OrderContext order, Orders orders, Version version, ListEntry entry) {
        Change.Builder change =
                Change.of(order.request().type(), order.request().id(), version).patient(order.patient());
        String control = group.orc.text(1).strip();
        List<OrderContext> old = control.equals("RO") ? replaced : List.of();
        old.forEach(one -> one.numbers().refer(order.request(), ResourceType.MEDICATION_REQUEST, mapping));
        new MedicationRequestChange(mapping, orders, group, change, entry)
                .add(order, version, old.stream().map(OrderContext::request).toList());
        mapping.add(MergedLists.has(order.patient(), MergedLists.MEDICATIONS));
        replacing(control, order);
    }

    /** Several orders may replace several: those that are replaced stand before those that replace them. */
    private void replacing(String control, OrderContext order) {
        switch (control) {
            case "RP", "RU", "RQ" -> {
                if (replacing) {
                    replaced.clear();
                    replacing = false;
                }
                replaced.add(order);
            }
            case "RO" -> replacing = true;
            default -> {}
        }
    }

    private void addGiven(OrderGroup.Given given, OrderContext order, ListEntry entry) {
        Segment segment = given.segment;
        if (segment.is("RXA")) {
            String entered = segment.text(22);
            Version version = entered.isEmpty()
                    ? Versions.first(message, mapping, segment.text(3), "RXA-3")
                    : Versions.first(message, mapping, entered, "RXA-22");
            administrations.add(given, order, version, entry);
        } else {
            dispenses.add(given, order, Versions.first(message, mapping, segment.text(3), "RXD-3"), entry);
        }
    }

    /** Some senders give all drugs of one prescription the same number; then the drug tells them apart. */
    private ResourceKey request(OrderIdentity numbers, OrderGroup group) {
        ResourceKey key = numbers.key(ResourceType.MEDICATION_REQUEST);
        if (!group.hasOrder() || requests.add(key)) {
            return key;
        }
        mapping.finding("repeated-order-number", "ORC-2");
        String drug = group.rxe.isAbsent() ? group.rxo.text(1) : group.rxe.text(2);
        return new ResourceKey(
                key.type(), FhirIds.id(key.type().fhirName(), key.id().toString(), drug));
    }
}
