package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Demographics;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.SourceDeclaration.ListMode;
import java.util.List;

/** The Patient of an ADT message: PID, PD1 and NK1. */
final class PatientWriter {
    private final Mapping mapping;
    private final Fragments fragments;
    private final Version version;

    PatientWriter(Mapping mapping, Version version) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.version = version.withRank(mapping.demographicsRank());
    }

    void write(PatientIdentity patient, Hl7Message message, AdtEvent event) {
        Change.Builder change = Change.of(ResourceType.PATIENT, patient.id(), version);
        change.set(PatientStanding.REGISTERED, "true");
        if (event == AdtEvent.A29) {
            change.set(PatientStanding.DELETED, "true");
        } else if (event == AdtEvent.A28) {
            change.set(PatientStanding.DELETED, "false");
        }
        new Demographics(mapping).write(patient, message.first("PID"), change);
        new Fields(change, message.first("PD1")).list(4, "generalPractitioner", fragments::person);
        contacts(message.all("NK1"), change);
        mapping.add(change);
    }

    /**
     * In snapshot mode a message with NK1 replaces the list, and one of nulls removes all; in action mode each NK1 is about the
     * person of its number (NK1-33), else of its name. A message without NK1 changes nothing.
     */
    private void contacts(List<Segment> nextOfKin, Change.Builder change) {
        if (nextOfKin.isEmpty()) {
            return;
        }
        if (mapping.source().conventions().nk1Mode() == ListMode.ACTION) {
            nextOfKin.forEach(nk1 -> contactByKey(nk1, change));
            return;
        }
        String contacts = Json.array(nextOfKin.stream().map(this::contact).toList());
        if (!contacts.isEmpty()) {
            change.set("contact", contacts);
        } else if (nextOfKin.stream().anyMatch(nk1 -> nk1.isNull(2))) {
            change.clear("contact");
        }
    }

    private void contactByKey(Segment nk1, Change.Builder change) {
        String contact = contact(nk1);
        String number = nk1.text(33).strip();
        String key = number.isEmpty() ? fragments.name(nk1.first(2)) : number + "|" + nk1.text(33, 4);
        if (contact.isEmpty() || key.isEmpty()) {
            mapping.finding("missing-next-of-kin", "NK1-2");
        } else {
            change.set("contact[" + FhirIds.id("Contact", key) + "]", contact);
        }
    }

    private String contact(Segment nk1) {
        String name = fragments.name(nk1.first(2));
        String address = fragments.address(nk1.first(4));
        String telecom = Json.array(List.of(
                        Fragments.list(nk1, 5, xtn -> fragments.contactPoint(xtn, "home")),
                        Fragments.list(nk1, 6, xtn -> fragments.contactPoint(xtn, "work")))
                .stream()
                .filter(list -> !list.isEmpty())
                .map(list -> list.substring(1, list.length() - 1))
                .toList());
        if (name.isEmpty() && address.isEmpty() && telecom.isEmpty()) {
            return "";
        }
        String relationship = fragments.tableConcept(nk1.first(3), "0063");
        String role = fragments.tableConcept(nk1.first(7), "0131");
        return Json.object()
                .raw("relationship", Json.array(List.of(relationship, role)))
                .raw("name", name)
                .raw("telecom", telecom)
                .raw("address", address)
                .end();
    }
}
