package io.caravan.map.adt;

import io.caravan.fhir.Identifier;
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
import java.util.UUID;

/** What merges, moves and new numbers have in common: the two patients of a group, and what the group says of them. */
final class Regrouping {
    private final Hl7Message message;
    private final MergeGroups.Group group;
    private final Mapping mapping;
    private final Version version;
    private final PatientIdentity target;

    Regrouping(Hl7Message message, MergeGroups.Group group, Mapping mapping, Version version) {
        this.message = message;
        this.group = group;
        this.mapping = mapping;
        this.version = version;
        this.target = new Patients(mapping).ofPid(group.pid(), message);
    }

    Segment pid() {
        return group.pid();
    }

    Segment mrg() {
        return group.mrg();
    }

    Segment pv1() {
        return group.pv1();
    }

    Mapping mapping() {
        return mapping;
    }

    Version version() {
        return version;
    }

    /** The patient of PID-3. */
    PatientIdentity target() {
        return target;
    }

    /**
     * The patient of MRG-1.
     *
     * @throws Rejected for one of another authority: what is whose is never guessed
     */
    PatientIdentity incorrect() {
        PatientIdentity incorrect = new Patients(mapping).ofMrg(group.mrg(), target);
        if (!target.master().system().equals(incorrect.master().system())) {
            throw new Rejected(204, "merge-across-authorities", "MRG-1");
        }
        return incorrect;
    }

    /** What PID says of its patient is updated information, as in any other message. */
    Change.Builder writePid() {
        Change.Builder change =
                Change.of(ResourceType.PATIENT, target.id(), version.withRank(mapping.demographicsRank()));
        new Demographics(mapping).write(target, group.pid(), change);
        mapping.add(change);
        return change;
    }

    /** The other patient is there, with its numbers, even if nobody has told of it before. */
    void writeNumbers(PatientIdentity patient) {
        Change.Builder change =
                Change.of(ResourceType.PATIENT, patient.id(), version.withRank(mapping.demographicsRank()));
        Demographics.writeIdentifiers(patient, change);
        mapping.add(change);
    }

    /** A number that the patient had until now. */
    void writeOld(Identifier number) {
        Identifier old = number.endedAt(occurred());
        Change.Builder change =
                Change.of(ResourceType.PATIENT, target.id(), version.withRank(mapping.demographicsRank()));
        change.set(old.path(), old.json());
        if (old.hasSystem()) {
            change.lookup(old.system(), old.value());
        }
        mapping.add(change);
    }

    void add(Merge.Kind kind, UUID from, Optional<UUID> part) {
        Merge.Origin origin =
                new Merge.Origin(mapping.source().name(), message.msh().text(10));
        mapping.add(new Merge(kind, from, target.id(), part, version, origin));
    }

    /** When the event happened: EVN-6, else EVN-2. */
    String occurred() {
        Segment evn = message.first("EVN");
        String occurred = mapping.times().dateTime(evn.text(6));
        return occurred.isEmpty() ? mapping.times().dateTime(evn.text(2)) : occurred;
    }
}
