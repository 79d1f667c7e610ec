package io.caravan.map.medications;

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
    private final Units units;
    private final Set<ResourceKey> seen = new HashSet<>();

    AdministrationChange(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.units = new Units(mapping.codes());
    }

    /** Keyed by the order, RXA-2 and RXA-3; several drugs of one such key (a mixture) also by the drug. */
    void add(OrderGroup.Given given, OrderContext order, Version version, ListEntry entry) {
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
        order.numbers().refer(key, ResourceType.MEDICATION_REQUEST, mapping);
        effective(start, mapping.dateTime(rxa.text(4), "RXA-4"), change);
        String status = status(rxa);
        change.set("status", '"' + status + '"', OrderStatus.version(status, version));
        Fields fields = new Fields(change, rxa);
        drug(rxa, change);
        fields.list(18, "statusReason", fragments::concept);
        fields.list(19, "reasonCode", fragments::concept);
        fields.list(10, "performer", person -> actor(fragments.person(person)));
        fields.list(
                9,
                Fields.part("note", "1"),
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
        if (status.equals("completed")) {
            mapping.times().micros(rxa.text(3)).ifPresent(entry::given);
        }
        String notes = Notes.text(given.notes);
        if (!notes.isEmpty()) {
            change.set(Fields.part("note", "2"), "[{\"text\":" + Json.string(notes) + "}]");
        }
        mapping.add(change);
    }

    /** Drug, form, strength and lot, as of a dispense. */
    private void drug(Segment rxa, Change.Builder change) {
        set(DrugFields.CONCEPT, fragments.concept(rxa.first(5)), change);
        set(DrugFields.FORM, fragments.concept(rxa.first(8)), change);
        String strength = Decimals.plain(rxa.text(13));
        if (strength.isEmpty() && rxa.has(13)) {
            mapping.finding("not-a-number", "RXA-13");
        }
        if (!strength.isEmpty()) {
            set(
                    DrugFields.STRENGTH,
                    Strength.ratio(Quantity.of(strength, units.of(rxa.first(14))), Strength.ONE),
                    change);
        }
        set(DrugFields.BATCH, Batch.of(rxa.first(15), mapping.dateTime(rxa.text(16), "RXA-16")), change);
    }

    private static void set(String path, String json, Change.Builder change) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
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
        Unit unit = units.of(rxa.first(7));
        // HL7 chapter 4A: 999 without a unit stands for an amount that is not known.
        boolean unknown = rxa.text(6).equals("999") && unit.isNone();
        if (rxa.has(6) && !unknown && unit.isNone()) {
            mapping.finding("dose-without-unit", "RXA-7");
        }
        String dose = unknown ? "" : Dose.quantity(rxa.text(6), unit, "RXA-6");
        // RXA-12 is the time that the amount is per; many senders write words there.
        Duration per = Duration.ofCode(rxa.text(12));
        String rate = per.isNone() || dose.isEmpty()
                ? ""
                : RateFacts.perTime(Quantity.of(Dose.decimal(rxa.text(6), "RXA-6"), unit), per);
        return Json.object()
                .text(
                        "text",
                        !rate.isEmpty() || rxa.text(12).isBlank()
                                ? ""
                                : rxa.text(12).strip())
                .elements(given.route.isAbsent() ? "" : Route.ofOne(given.route, fragments))
                .raw("dose", dose)
                .elements(rate)
                .end();
    }
}
