package io.caravan.map.adt;

import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Demographics;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.message.Rejected;
import java.util.Optional;

/**
 * A40 and its elders A18, A30, A34, A36 and A39: the patient of MRG-1 is from now on the patient of PID-3. Both stay: the
 * subsumed one inactive, pointing to its survivor, which carries its numbers as old ones. What belongs to the subsumed patient
 * follows by the ledger's aliases.
 */
final class PatientMerge {
    private final Hl7Message message;
    private final Mapping mapping;
    private final Version version;

    PatientMerge(Hl7Message message, Mapping mapping, Version version) {
        this.message = message;
        this.mapping = mapping;
        this.version = version;
    }

    /** @throws Rejected for a merge across authorities, or of a patient into itself: such a merge is never guessed */
    void write(Segment pid, Segment mrg) {
        Patients patients = new Patients(mapping);
        PatientIdentity survivor = patients.ofPid(pid, message);
        PatientIdentity subsumed = patients.ofMrg(mrg, survivor);
        if (!survivor.master().system().equals(subsumed.master().system())) {
            throw new Rejected(204, "merge-across-authorities", "MRG-1");
        }
        if (survivor.id().equals(subsumed.id())) {
            throw new Rejected(204, "merge-into-itself", "MRG-1");
        }
        writePid(survivor, pid);
        writeNumbers(subsumed);
        mapping.add(new Merge(
                Merge.Kind.MERGE, subsumed.id(), survivor.id(), Optional.empty(), version, origin(message, mapping)));
    }

    /** What PID says of the survivor is updated information, as in any other message. */
    private void writePid(PatientIdentity survivor, Segment pid) {
        Change.Builder into =
                Change.of(ResourceType.PATIENT, survivor.id(), version.withRank(mapping.demographicsRank()));
        new Demographics(mapping).write(survivor, pid, into);
        mapping.add(into);
    }

    /** The subsumed patient is there, with its numbers, even if nobody has told of it before. */
    private void writeNumbers(PatientIdentity subsumed) {
        Change.Builder from =
                Change.of(ResourceType.PATIENT, subsumed.id(), version.withRank(mapping.demographicsRank()));
        Demographics.writeIdentifiers(subsumed, from);
        mapping.add(from);
    }

    static Merge.Origin origin(Hl7Message message, Mapping mapping) {
        return new Merge.Origin(mapping.source().name(), message.msh().text(10));
    }
}
