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
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import java.util.List;
import java.util.Optional;

/** One order of a pharmacy message as a MedicationRequest. */
final class MedicationRequestChange {
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/medicationrequest-category";

    private final Mapping mapping;
    private final Fragments fragments;
    private final Orders orders;
    private final OrderGroup group;
    private final Change.Builder change;
    private final ListEntry entry;

    MedicationRequestChange(Mapping mapping, Orders orders, OrderGroup group, Change.Builder change, ListEntry entry) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.orders = orders;
        this.group = group;
        this.change = change;
        this.entry = entry;
    }

    /** @param replaced the orders that this one replaces */
    void add(OrderContext order, Version version, List<ResourceKey> replaced) {
        Segment orc = group.orc;
        order.numbers().write(change);
        order.encounter().ifPresent(encounter -> set("encounter", Reference.to(encounter)));
        prescriptionNumber();
        if (saysHowItStands(orc.text(1).strip())) {
            status(orc, version);
        }
        set(
                "groupIdentifier",
                orders.placer(orc.first(4), "ORC-4")
                        .map(number -> number.identifier().json())
                        .orElse(""));
        for (ResourceKey old : replaced) {
            change.set(OrderFields.REPLACES + old.id() + "]", Reference.to(old));
        }
        parent(orc);
        Priority.write(priority(), change);
        set("category", category());
        authoredOn(orc);
        requester(orc);
        reasons();
        set("note", notes());
        DosageFacts facts = new DosageFacts(mapping, change, entry);
        facts.write(group);
        dispenseRequest(group.rxo, Places.RXO, Kind.ORDERED, facts);
        dispenseRequest(group.rxe, Places.RXE, Kind.ENCODED, facts);
        facts.set(Kind.ORDERED, Kind.SUBSTITUTION, Substitution.allowed(group.rxo.text(9)), group.rxo.isNull(9));
        facts.set(Kind.ENCODED, Kind.SUBSTITUTION, Substitution.status(group.rxe.text(9)), group.rxe.isNull(9));
        mapping.add(change);
    }

    /** What was given or dispensed says nothing of whether the order still stands, unless it comes with the order itself. */
    private boolean saysHowItStands(String control) {
        return group.given.isEmpty() && group.rxg.isAbsent()
                || group.hasOrder() && (control.equals("NW") || control.equals("RO"));
    }

    private void status(Segment orc, Version version) {
        String control = orc.text(1).strip();
        String orderStatus = orc.text(5).strip();
        OrderStatus.of(control, orderStatus, mapping).ifPresent(code -> {
            Version at = OrderStatus.isImplied(control, orderStatus) ? version.withRank(Version.FILLER) : version;
            status(code, fragments.concept(orc.first(16)), OrderStatus.version(code, at));
        });
    }

    private void status(String code, String reason, Version own) {
        change.set("status", '"' + code + '"', own);
        entry.status(code, own);
        if (OrderStatus.isTerminal(code)) {
            change.set(OrderFields.ENDED, '"' + code + '"', own);
        }
        if (!reason.isEmpty() && !code.equals(OrderStatus.ACTIVE)) {
            change.set("statusReason", reason, own);
        } else {
            change.clear("statusReason", own);
        }
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

    /** ORC-8: placer's and filler's number of the parent, each an EI within the EIP. */
    private void parent(Segment orc) {
        Repetition parent = orc.first(8);
        if (parent.isEmpty()) {
            return;
        }
        OrderIdentity identity =
                new OrderIdentity(orders.placer(parent.nested(1), "ORC-8"), orders.filler(parent.nested(2), "ORC-8"));
        Optional<ResourceKey> found = identity.find(ResourceType.MEDICATION_REQUEST);
        found.filter(key -> !key.equals(change.key())).ifPresent(key -> {
            change.set("basedOn[" + key.id() + "]", Reference.to(key));
            identity.unify(key.type(), mapping);
            identity.refer(change.key(), key.type(), mapping);
        });
    }

    private String priority() {
        for (List<Segment> timings : List.of(group.encoded.timings, group.ordered.timings)) {
            if (!timings.isEmpty() && !timings.get(0).text(9).isBlank()) {
                return timings.get(0).text(9).strip();
            }
        }
        return (group.rxe.has(1) ? group.rxe.text(1, 6) : group.orc.text(7, 6)).strip();
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
    private void authoredOn(Segment orc) {
        set(OrderFields.WRITTEN, time(group.rxe.text(32), "RXE-32"));
        if (orc.text(1).strip().equals("NW")) {
            set(OrderFields.NEW_ORDER, time(orc.text(9), "ORC-9"));
        }
    }

    private String time(String value, String place) {
        String time = mapping.dateTime(value, place);
        return time.isEmpty() ? "" : Json.string(time);
    }

    private void requester(Segment orc) {
        if (orc.has(12) || orc.isNull(12)) {
            new Fields(change, orc).value(12, "requester", fragments::person);
        } else {
            set("requester", fragments.person(group.rxe.first(13)));
        }
    }

    private void reasons() {
        new Fields(change, group.rxo).list(20, Fields.part("reasonCode", "1"), fragments::concept);
        new Fields(change, group.rxe).list(27, Fields.part("reasonCode", "2"), fragments::concept);
    }

    private String notes() {
        String text = Notes.text(group.notes);
        return text.isEmpty() ? "" : "[{\"text\":" + Json.string(text) + "}]";
    }

    private void dispenseRequest(Segment segment, Places at, Kind kind, DosageFacts facts) {
        if (segment.isAbsent()) {
            return;
        }
        Units units = new Units(mapping.codes());
        String decimal = Decimals.plain(segment.text(at.amount()));
        if (decimal.isEmpty() && segment.has(at.amount())) {
            mapping.finding("not-a-number", at.of(at.amount()));
        }
        String repeats = segment.text(at.amount() + 2).strip();
        String request = Json.object()
                .raw(
                        "quantity",
                        Quantity.of(decimal, units.of(segment.first(at.amount() + 1)))
                                .simpleJson())
                .raw("numberOfRepeatsAllowed", repeats.equals("0") || Timing.isCount(repeats) ? repeats : "")
                .end();
        facts.set(kind, Kind.DISPENSE, request, segment.isNull(at.amount()));
    }

    private void set(String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
