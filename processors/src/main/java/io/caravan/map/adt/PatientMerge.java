package io.caravan.map.adt;

import io.caravan.fhir.Identifier;
import io.caravan.fhir.PatientLinks;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Demographics;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.message.Rejected;

/**
 * A40: the patient of MRG-1 is from now on the patient of PID-3. Both stay: the subsumed one inactive, pointing to its
 * survivor, which carries its number as an old one. What belongs to the subsumed patient follows by the ledger's aliases.
 */
final class PatientMerge {
    private final Mapping mapping;
    private final Version version;

    PatientMerge(Mapping mapping, Version version) {
        this.mapping = mapping;
        this.version = version;
    }

    /** @throws Rejected for a merge across authorities, or of a patient into itself: such a merge is never guessed */
    void write(Hl7Message message) {
        Patients patients = new Patients(mapping);
        Segment pid = Segment.ABSENT;
        boolean merged = false;
        for (Segment segment : message.segments()) {
            if (segment.is("PID")) {
                pid = segment;
            } else if (segment.is("MRG")) {
                merge(patients.ofPid(pid, message), patients.ofMrg(segment), pid);
                merged = true;
            }
        }
        if (!merged) {
            throw new Rejected(101, "missing-merge", "MRG-1");
        }
    }

    private void merge(PatientIdentity survivor, PatientIdentity subsumed, Segment pid) {
        if (!survivor.master().system().equals(subsumed.master().system())) {
            throw new Rejected(204, "merge-across-authorities", "MRG-1");
        }
        if (survivor.id().equals(subsumed.id())) {
            throw new Rejected(204, "merge-into-itself", "MRG-1");
        }
        Change.Builder into =
                Change.of(ResourceType.PATIENT, survivor.id(), version.withRank(mapping.demographicsRank()));
        new Demographics(mapping).write(survivor, pid, into);
        into.set(PatientLinks.replaces(subsumed.id()), link(subsumed.key(), "replaces"), Version.OWNER);
        Identifier old = Identifier.of(
                subsumed.master().system(),
                subsumed.master().value(),
                subsumed.master().type(),
                "old");
        into.set(old.path(), old.json(), Version.OWNER);
        into.lookup(subsumed.master().system(), subsumed.master().value());
        mapping.add(into);
        Change.Builder from = Change.of(ResourceType.PATIENT, subsumed.id(), version);
        from.set(PatientLinks.replacedBy(survivor.id()), link(survivor.key(), "replaced-by"));
        from.set(subsumed.master().path(), subsumed.master().json(), mapping.demographicsRank());
        from.lookup(subsumed.master().system(), subsumed.master().value());
        mapping.add(from);
        mapping.add(new Merge(subsumed.id(), survivor.id(), version));
    }

    static String link(ResourceKey other, String type) {
        return "{\"other\":" + Reference.to(other) + ",\"type\":\"" + type + "\"}";
    }
}
