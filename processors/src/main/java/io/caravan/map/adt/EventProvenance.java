package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.PatientIdentity;
import java.util.List;
import java.util.Optional;

/**
 * Who recorded what happened, when and why, where EVN or PID tells it: EVN-4 the reason, EVN-5 the operator, EVN-6 when it
 * happened; PID-33 and PID-34 when and where the patient was last changed. The entity names the message, which the journal keeps.
 */
final class EventProvenance {
    private final Mapping mapping;
    private final Fragments fragments;
    private final Hl7Message message;
    private final Version version;

    EventProvenance(Mapping mapping, Hl7Message message, Version version) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.message = message;
        this.version = version;
    }

    void write(PatientIdentity patient, Optional<ResourceKey> encounter) {
        event(patient, encounter);
        lastChange(patient);
    }

    private void event(PatientIdentity patient, Optional<ResourceKey> encounter) {
        Segment evn = message.first("EVN");
        String recorded =
                mapping.times().instant(evn.has(2) ? evn.text(2) : message.msh().text(7));
        boolean tells = evn.has(4) || evn.has(5) || evn.has(6);
        if (!tells || recorded.isEmpty() || message.controlId().isEmpty()) {
            return;
        }
        Change.Builder change = change(patient, message.controlId(), recorded);
        String visit = encounter.map(Reference::to).orElse("");
        change.set("target", Json.array(List.of(Reference.to(patient.key()), visit)));
        change.set("recorded", Json.string(recorded));
        String occurred = mapping.times().dateTime(evn.text(6));
        if (!occurred.isEmpty()) {
            change.set("occurredDateTime", Json.string(occurred));
        }
        String reason = fragments.tableConcept(evn.first(4), "0062");
        if (!reason.isEmpty()) {
            change.set("reason", "[" + reason + "]");
        }
        agent(Fragments.list(evn, 5, person -> who(fragments.person(person))), change);
        change.set("entity", "[" + source() + "]");
        mapping.add(change);
    }

    private void lastChange(PatientIdentity patient) {
        Segment pid = message.first("PID");
        String recorded = mapping.times().instant(pid.text(33));
        if (recorded.isEmpty()) {
            return;
        }
        Change.Builder change = change(patient, "PID-33", "");
        change.set("target", "[" + Reference.to(patient.key()) + "]");
        change.set("recorded", Json.string(recorded));
        agent(
                pid.has(34)
                        ? "[" + who(Json.object().text("display", pid.text(34)).end()) + "]"
                        : "",
                change);
        change.set("entity", "[" + source() + "]");
        mapping.add(change);
    }

    private Change.Builder change(PatientIdentity patient, String name, String time) {
        String source = mapping.source().name();
        return Change.of(
                        ResourceType.PROVENANCE,
                        FhirIds.id("Provenance", "event", source, patient.id().toString(), name, time),
                        version)
                .patient(patient.id());
    }

    /** FHIR wants an agent: the source itself where nobody is named. */
    private void agent(String agents, Change.Builder change) {
        String source = Json.object().text("display", mapping.source().name()).end();
        change.set("agent", agents.isEmpty() ? "[" + who(source) + "]" : agents);
    }

    private static String who(String person) {
        return person.isEmpty() ? "" : "{\"who\":" + person + "}";
    }

    private String source() {
        String identifier = Json.object()
                .text("system", "urn:caravan:message:" + mapping.source().name())
                .text("value", message.controlId())
                .end();
        return "{\"role\":\"source\",\"what\":{\"identifier\":" + identifier + "}}";
    }
}
