package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Reference;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One order of a pharmacy message as a MedicationRequest. */
final class MedicationRequestChange {
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/medicationrequest-category";
    private static final String SUBSTITUTION = "http://terminology.hl7.org/CodeSystem/v2-0167";

    private final Mapping mapping;
    private final Fragments fragments;
    private final Orders orders;
    private final OrderGroup group;
    private final Change.Builder change;

    MedicationRequestChange(Mapping mapping, Orders orders, OrderGroup group, Change.Builder change) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.orders = orders;
        this.group = group;
        this.change = change;
    }

    /** @param replaced the order that this one replaces */
    void add(OrderContext order, Version version, Optional<ResourceKey> replaced) {
        Segment orc = group.orc;
        order.numbers().write(change);
        order.encounter().ifPresent(encounter -> set("encounter", Reference.to(encounter)));
        prescriptionNumber();
        // What was given or dispensed says nothing of whether the order still stands.
        if (group.given.isEmpty()) {
            status(orc, version);
        }
        set(
                "groupIdentifier",
                orders.placer(orc.first(4), "ORC-4")
                        .map(number -> number.identifier().json())
                        .orElse(""));
        replaced.ifPresent(old -> set("priorPrescription", Reference.to(old)));
        set("priority", priority());
        set("category", category());
        set("authoredOn", authoredOn(orc));
        set("requester", requester(orc));
        set("reasonCode", Json.array(reasons()));
        set("note", notes());
        set("dispenseRequest", dispenseRequest());
        set("substitution", substitution());
        new DosageFacts(mapping, change).write(group);
        mapping.add(change);
    }

    private void status(Segment orc, Version version) {
        Optional<String> status =
                OrderStatus.of(orc.text(1).strip(), orc.text(5).strip(), mapping);
        status.ifPresent(code -> {
            Version own = OrderStatus.version(code, version);
            change.set("status", '"' + code + '"', own);
            String reason = fragments.concept(orc.first(16));
            if (!reason.isEmpty() && !code.equals(OrderStatus.ACTIVE)) {
                change.set("statusReason", reason, own);
            } else {
                change.clear("statusReason", own);
            }
        });
    }

    private void prescriptionNumber() {
        String number = group.rxe.text(15).strip();
        if (number.isEmpty()) {
            return;
        }
        String system = orders.ofNumbers("", number)
                .filler()
                .map(key -> key.identifier().system())
                .orElse("");
        Identifier identifier = Identifier.of(system, number, "", "");
        change.set(identifier.path(), identifier.json());
        if (identifier.hasSystem()) {
            change.lookup(system, number);
        }
    }

    private String priority() {
        Segment timing = !group.encodedTimings.isEmpty()
                ? group.encodedTimings.get(0)
                : group.orderTimings.isEmpty() ? Segment.ABSENT : group.orderTimings.get(0);
        String priority = timing.text(9);
        if (priority.isEmpty()) {
            priority = group.rxe.has(1) ? group.rxe.text(1, 6) : group.orc.text(7, 6);
        }
        return switch (priority) {
            case "S" -> "\"stat\"";
            case "A" -> "\"asap\"";
            case "R" -> "\"routine\"";
            default -> "";
        };
    }

    private String category() {
        String code = switch (group.pv1.text(2)) {
            case "I" -> "inpatient";
            case "O", "E" -> "outpatient";
            default -> "";
        };
        return code.isEmpty() ? "" : "[{\"coding\":[{\"system\":\"" + CATEGORY + "\",\"code\":\"" + code + "\"}]}]";
    }

    /** RXE-32, else ORC-9 of the new order: later control codes have the time of the change there. */
    private String authoredOn(Segment orc) {
        String written = mapping.dateTime(group.rxe.text(32), "RXE-32");
        if (written.isEmpty() && orc.text(1).equals("NW")) {
            written = mapping.dateTime(orc.text(9), "ORC-9");
        }
        return written.isEmpty() ? "" : Json.string(written);
    }

    private String requester(Segment orc) {
        return orc.has(12) ? fragments.person(orc.first(12)) : fragments.person(group.rxe.first(13));
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>(1);
        group.rxo.repetitions(20).forEach(reason -> reasons.add(fragments.concept(reason)));
        group.rxe.repetitions(27).forEach(reason -> reasons.add(fragments.concept(reason)));
        return reasons;
    }

    private String notes() {
        List<String> lines = new ArrayList<>(1);
        for (Segment note : group.notes) {
            for (Repetition comment : note.repetitions(3)) {
                lines.add(comment.whole().strip());
            }
        }
        String text = String.join("\n", lines).strip();
        return text.isEmpty() ? "" : "[{\"text\":" + Json.string(text) + "}]";
    }

    private String dispenseRequest() {
        boolean encoded = !group.rxe.isAbsent();
        Segment segment = encoded ? group.rxe : group.rxo;
        int amount = encoded ? 10 : 11;
        String place = segment.name() + "-" + amount;
        Units units = new Units(mapping.codes());
        String decimal = Decimals.plain(segment.text(amount));
        if (decimal.isEmpty() && segment.has(amount)) {
            mapping.finding("not-a-number", place);
        }
        String repeats = segment.text(amount + 2);
        return Json.object()
                .raw(
                        "quantity",
                        Quantity.of(decimal, units.of(segment.first(amount + 1)))
                                .simpleJson())
                .raw("numberOfRepeatsAllowed", repeats.equals("0") || Timing.isCount(repeats) ? repeats : "")
                .end();
    }

    private String substitution() {
        String code = group.rxe.isAbsent() ? group.rxo.text(9) : group.rxe.text(9);
        return switch (code) {
            case "" -> "";
            case "N" -> "{\"allowedBoolean\":false}";
            default ->
                "{\"allowedCodeableConcept\":{\"coding\":[{\"system\":\"" + SUBSTITUTION + "\",\"code\":"
                        + Json.string(code.strip()) + "}]}}";
        };
    }

    private void set(String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
