package io.caravan.map.adt;

import io.caravan.fhir.PatientLinks;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Demographics;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.message.Rejected;
import java.util.List;

/** A24 and A37: two patients are about the same person, or are not. Both stay in use; it is no merge. */
final class PatientLink {
    private final Mapping mapping;
    private final Version version;

    PatientLink(Mapping mapping, Version version) {
        this.mapping = mapping;
        this.version = version;
    }

    void write(Hl7Message message, AdtEvent event) {
        List<Segment> pids = message.all("PID");
        if (pids.size() != 2) {
            throw new Rejected(101, "missing-second-patient", "PID");
        }
        Patients patients = new Patients(mapping);
        PatientIdentity first = patients.ofPid(pids.get(0), message);
        PatientIdentity second = patients.ofPid(pids.get(1), message);
        if (first.id().equals(second.id())) {
            throw new Rejected(204, "link-to-itself", "PID-3");
        }
        link(first, pids.get(0), second, event);
        link(second, pids.get(1), first, event);
    }

    private void link(PatientIdentity patient, Segment pid, PatientIdentity other, AdtEvent event) {
        Change.Builder change =
                Change.of(ResourceType.PATIENT, patient.id(), version.withRank(mapping.demographicsRank()));
        new Demographics(mapping).write(patient, pid, change);
        String path = PatientLinks.seeAlso(other.id());
        if (event == AdtEvent.A24) {
            change.set(path, PatientLinks.json(other.id(), "seealso"));
        } else {
            change.clear(path);
        }
        mapping.add(change);
    }
}
