package io.caravan.map.orders;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
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
import io.caravan.map.identity.PatientIdentity;
import java.util.List;
import java.util.Optional;

/** One order as fields of its ServiceRequest. */
final class ServiceRequestWriter {
    private static final String STATUS_REASON = "http://hl7.org/fhir/StructureDefinition/request-statusReason";

    private final Mapping mapping;
    private final Fragments fragments;
    private final Version version;
    private final Change.Builder change;

    ServiceRequestWriter(Mapping mapping, PatientIdentity patient, Version version, ResourceKey key) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.version = version;
        this.change = Change.of(ResourceType.SERVICE_REQUEST, key.id(), version).patient(patient.id());
    }

    ResourceKey key() {
        return change.key();
    }

    void finish() {
        mapping.add(change);
    }

    void encounter(ResourceKey encounter) {
        change.set("encounter", Reference.to(encounter));
    }

    void replaces(List<Replaced> orders) {
        for (Replaced order : orders) {
            change.set("replaces[" + order.key().id() + "]", Reference.to(order.key()));
            order.numbers().refer(change.key(), ResourceType.SERVICE_REQUEST, mapping);
        }
    }

    /** An order of the same message that is put out of its place. */
    record Replaced(OrderIdentity numbers, ResourceKey key) {}

    void write(OrderGroup group, OrderIdentity identity, Orders orders) {
        Segment orc = group.orc();
        identity.write(change);
        orders.of(Segment.ABSENT, group.obr()).write(change);
        numbers(group);
        status(orc);
        parent(orc, orders);
        if (orc.text(1).equals("NW") && orc.has(9)) {
            set("authoredOn", quoted(orc.text(9), "ORC-9"));
        }
        requester(orc, group.obr());
        OrderTiming.write(group, mapping, change);
        service(group);
        note(group.notes());
    }

    private void numbers(OrderGroup group) {
        Segment orc = group.orc();
        fragments
                .entity(orc.first(4), "", "PGN", "ORC-4")
                .ifPresent(number -> change.set("requisition", number.json()));
        fragments
                .identifier(orc.has(33) ? orc.first(33) : group.obr().first(53), "", Orders.PLACER, "ORC-33")
                .ifPresent(number -> change.set(number.path(), number.json()));
        fragments
                .entity(orc.first(38), "", "FGN", "ORC-38")
                .ifPresent(number -> change.set(number.path(), number.json()));
        fragments.entity(group.imaging().first(1), "", "ACSN", "IPC-1").ifPresent(number -> {
            change.set(number.path(), number.json());
            if (number.hasSystem()) {
                change.lookup(number.system(), number.value());
            }
        });
        String study = group.imaging().text(3).strip();
        if (study.matches("[0-2](\\.\\d+)+")) {
            change.set(
                    "identifier[study]",
                    "{\"system\":\"urn:dicom:uid\",\"value\":" + Json.string("urn:oid:" + study) + "}");
            change.lookup("urn:dicom:uid", "urn:oid:" + study);
        }
    }

    private void status(Segment orc) {
        OrderControl control = OrderControl.of(
                orc.text(1).strip(), orc.text(5).strip(), mapping.source().cancelRequest());
        if (!control.finding().isEmpty()) {
            mapping.finding(control.finding(), orc.has(5) ? "ORC-5" : "ORC-1");
        }
        if (control.status().isEmpty()) {
            return;
        }
        String json = Json.string(control.status());
        if (control.assumed()) {
            change.set("status", json, Version.FILLER);
        } else {
            change.set("status", json, StatusVersion.of(control.status(), version));
        }
        String reason = fragments.concept(orc.first(16));
        if (!reason.isEmpty()) {
            change.set(
                    Fields.part("extension", "statusReason"),
                    "[{\"url\":\"" + STATUS_REASON + "\",\"valueCodeableConcept\":" + reason + "}]");
        }
    }

    /** ORC-8: placer's and filler's number of the parent, each an EI within the EIP. */
    private void parent(Segment orc, Orders orders) {
        Repetition parent = orc.first(8);
        if (parent.isEmpty()) {
            return;
        }
        OrderIdentity identity =
                new OrderIdentity(orders.placer(parent.nested(1), "ORC-8"), orders.filler(parent.nested(2), "ORC-8"));
        Optional<ResourceKey> found = identity.find(ResourceType.SERVICE_REQUEST);
        found.filter(key -> !key.equals(change.key())).ifPresent(key -> {
            change.set("basedOn[" + key.id() + "]", Reference.to(key));
            identity.unify(key.type(), mapping);
            identity.refer(change.key(), key.type(), mapping);
        });
    }

    private void requester(Segment orc, Segment obr) {
        if (orc.has(12) || orc.isNull(12)) {
            new Fields(change, orc).value(12, "requester", fragments::person);
        } else {
            new Fields(change, obr).value(16, "requester", fragments::person);
        }
    }

    private void service(OrderGroup group) {
        Fields fields = new Fields(change, group.obr());
        fields.value(4, "code", this::code);
        fields.value(24, "category", section -> {
            String concept = fragments.tableConcept(section, "0074");
            return concept.isEmpty() ? "" : "[" + concept + "]";
        });
        fields.list(31, Fields.part("reasonCode", "1"), fragments::concept);
        fields.value(13, Fields.part("note", "1"), text -> annotation(text.whole()));
        if (!group.diagnoses().isEmpty()) {
            set(
                    Fields.part("reasonCode", "2"),
                    Json.array(group.diagnoses().stream().map(this::diagnosis).toList()));
        }
        if (group.obr().text(11).equals("G")) {
            change.set("intent", "\"reflex-order\"");
        } else if (!group.obr().isAbsent()) {
            change.set("intent", "\"order\"");
        }
    }

    private String code(Repetition code) {
        boolean lab = mapping.codes().find("lab-loinc", code.text(1).strip()).isPresent();
        return fragments.concept(code, lab ? "lab-loinc" : "orders", "OBR-4");
    }

    private String diagnosis(Segment dg1) {
        return Fragments.withText(fragments.concept(dg1.first(3)), dg1.text(4));
    }

    private void note(List<Segment> notes) {
        StringBuilder text = new StringBuilder();
        for (Segment note : notes) {
            for (Repetition line : note.repetitions(3)) {
                text.append(text.isEmpty() ? "" : "\n").append(line.whole().stripTrailing());
            }
        }
        set(Fields.part("note", "2"), annotation(text.toString()));
    }

    private static String annotation(String text) {
        return text.isBlank() ? "" : "[{\"text\":" + Json.string(text.strip()) + "}]";
    }

    private String quoted(String time, String place) {
        String text = mapping.dateTime(time, place);
        return text.isEmpty() ? "" : Json.string(text);
    }

    private void set(String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
