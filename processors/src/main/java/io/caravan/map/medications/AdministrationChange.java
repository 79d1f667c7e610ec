package io.caravan.map.medications;

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
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import java.util.HashSet;
import java.util.Set;

/** RXA as a MedicationAdministration. One for each message, as it counts administrations that repeat. */
final class AdministrationChange {
    private final Mapping mapping;
    private final Fragments fragments;
    private final Set<ResourceKey> seen = new HashSet<>();

    AdministrationChange(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
    }

    /** Keyed by the order, RXA-2 and RXA-3; several drugs of one such key (a mixture) also by the drug. */
    void add(OrderGroup.Given given, OrderContext order, Version version) {
        Segment rxa = given.segment;
        String start = mapping.dateTime(rxa.text(3), "RXA-3");
        if (start.isEmpty()) {
            throw new Rejected(101, "missing-administration-time", "RXA-3");
        }
        ResourceKey key = key(order, rxa, "");
        if (!seen.add(key)) {
            key = key(order, rxa, rxa.text(5));
        }
        Change.Builder change = Change.of(key.type(), key.id(), version).patient(order.patient());
        order.numbers().write(change);
        order.encounter().ifPresent(encounter -> change.set("context", Reference.to(encounter)));
        change.set("request", Reference.to(order.request()));
        effective(start, mapping.dateTime(rxa.text(4), "RXA-4"), change);
        String status = status(rxa);
        change.set("status", '"' + status + '"', OrderStatus.version(status, version));
        Fields fields = new Fields(change, rxa);
        fields.value(5, "medicationCodeableConcept", fragments::concept);
        fields.list(18, "statusReason", fragments::concept);
        fields.list(19, "reasonCode", fragments::concept);
        fields.list(10, "performer", person -> actor(fragments.person(person)));
        fields.list(
                9,
                "note",
                note -> Json.object()
                        .text(
                                "text",
                                note.whole(2).isBlank()
                                        ? note.whole(1).strip()
                                        : note.whole(2).strip())
                        .end());
        String dosage = dosage(given);
        if (!dosage.isEmpty()) {
            change.set("dosage", dosage);
        }
        mapping.add(change);
    }

    private static ResourceKey key(OrderContext order, Segment rxa, String drug) {
        ResourceKey scope = order.key(ResourceType.MEDICATION_ADMINISTRATION);
        return new ResourceKey(
                scope.type(),
                FhirIds.id(scope.type().fhirName(), scope.id().toString(), rxa.text(2), rxa.text(3), drug));
    }

    private static String actor(String person) {
        return person.isEmpty() ? "" : "{\"actor\":" + person + "}";
    }

    private static void effective(String start, String end, Change.Builder change) {
        if (end.isEmpty() || end.equals(start)) {
            change.set("effectiveDateTime", Json.string(start));
            change.clear("effectivePeriod");
        } else {
            change.clear("effectiveDateTime");
            change.set(
                    "effectivePeriod",
                    Json.object().text("start", start).text("end", end).end());
        }
    }

    /** RXA-21 takes back, RXA-20 tells how it ended; an RXA that says neither reports that it was given. */
    private String status(Segment rxa) {
        if (rxa.text(21).equals("D")) {
            return "entered-in-error";
        }
        return switch (rxa.text(20)) {
            case "RE", "NA" -> "not-done";
            case "CP", "PA", "" -> "completed";
            default -> {
                mapping.finding("unknown-status", "RXA-20");
                yield "unknown";
            }
        };
    }

    private String dosage(OrderGroup.Given given) {
        Segment rxa = given.segment;
        Unit unit = new Units(mapping.codes()).of(rxa.first(7));
        // HL7 chapter 4A: 999 without a unit stands for an amount that is not known.
        boolean unknown = rxa.text(6).equals("999") && unit.isNone();
        if (rxa.has(6) && !unknown && unit.isNone()) {
            mapping.finding("dose-without-unit", "RXA-7");
        }
        String dose = unknown ? "" : Dose.quantity(rxa.text(6), unit, "RXA-6");
        return Json.object()
                .text("text", rxa.text(12).isBlank() ? "" : rxa.text(12).strip())
                .elements(Route.elements(given.route, fragments))
                .raw("dose", dose)
                .end();
    }
}
