package io.caravan.map.orders;

import io.caravan.codes.Coding;
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

    private static final String STATUS_REASON_PART = Fields.part("extension", "statusReason");
    private static final String CONTROLS = "http://terminology.hl7.org/CodeSystem/v2-0119";
    private static final String ACTION = "urn:caravan:extension:specimen-action";

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
        OrderNumbers.write(group, fragments, change);
        status(orc, group.obr());
        parent(orc, orders);
        if (orc.text(1).equals("NW") && orc.has(9)) {
            set("authoredOn", quoted(orc.text(9), "ORC-9"));
        }
        requester(orc, group.obr());
        OrderTiming.write(group, mapping, change);
        service(group);
        set(Fields.part("note", "2"), OrderNotes.annotation(OrderNotes.text(group.notes())));
    }

    private void status(Segment orc, Segment obr) {
        String said = orc.text(1).strip();
        OrderControl control = OrderControl.of(
                said,
                orc.text(5).strip(),
                obr.text(25).strip(),
                mapping.source().cancelRequest());
        if (!control.finding().isEmpty()) {
            mapping.finding(control.finding(), orc.has(5) ? "ORC-5" : "ORC-1");
        }
        if (control.status().isEmpty()) {
            return;
        }
        String json = Json.string(control.status());
        if (control.assumed()) {
            change.set("status", json, Version.FILLER);
            return;
        }
        Version own = StatusVersion.of(control.status(), version);
        change.set("status", json, own);
        String reason = reason(orc, said);
        if (reason.isEmpty()) {
            change.clear(STATUS_REASON_PART, own);
        } else {
            change.set(
                    STATUS_REASON_PART,
                    "[{\"url\":\"" + STATUS_REASON + "\",\"valueCodeableConcept\":" + reason + "}]",
                    own);
        }
    }

    /** ORC-16; that the filler is unable is a reason by itself. */
    private String reason(Segment orc, String control) {
        String reason = fragments.concept(orc.first(16));
        return reason.isEmpty() && control.equals("UA")
                ? Fragments.concept(new Coding(CONTROLS, "UA", "Unable to accept order/service"))
                : reason;
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
        fields.value(13, Fields.part("note", "1"), text -> OrderNotes.annotation(text.whole()));
        if (!group.diagnoses().isEmpty()) {
            set(
                    Fields.part("reasonCode", "2"),
                    Json.array(group.diagnoses().stream().map(this::diagnosis).toList()));
        }
        if (!group.obr().isAbsent()) {
            intent(group.obr());
        }
    }

    /** OBR-11: FHIR has a code for a reflex order only; another action, e.g. A (add-on), stands beside it as it was written. */
    private void intent(Segment obr) {
        boolean reflex = obr.text(11).strip().equals("G");
        change.set("intent", reflex ? "\"reflex-order\"" : "\"order\"");
        String action = reflex ? "" : fragments.tableConcept(obr.first(11), "0065");
        set(
                Fields.part("extension", "action"),
                action.isEmpty() ? "" : "[{\"url\":\"" + ACTION + "\",\"valueCodeableConcept\":" + action + "}]");
    }

    /** Specimens inside an order, or before it, and what was asked with it. */
    void add(OrderGroup group, OrderSamples samples, OrderAnswers answers) {
        for (OrderGroup.Answer answer : group.answers()) {
            supporting(answers.add(answer, key(), Optional.empty()));
        }
        for (OrderGroup.Sample sample : group.samples()) {
            ResourceKey specimen = samples.add(sample.spm(), key(), version);
            change.set("specimen[" + specimen.id() + "]", Reference.to(specimen));
            for (OrderGroup.Answer answer : sample.answers()) {
                supporting(answers.add(answer, key(), Optional.of(specimen)));
            }
        }
    }

    private void supporting(ResourceKey observation) {
        change.set("supportingInfo[" + observation.id() + "]", Reference.to(observation));
    }

    private String code(Repetition code) {
        boolean lab = mapping.codes().find("lab-loinc", code.text(1).strip()).isPresent();
        return fragments.concept(code, lab ? "lab-loinc" : "orders", "OBR-4");
    }

    private String diagnosis(Segment dg1) {
        return Fragments.withText(fragments.concept(dg1.first(3)), dg1.text(4));
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
