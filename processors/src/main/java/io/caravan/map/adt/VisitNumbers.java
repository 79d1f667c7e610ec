package io.caravan.map.adt;

import io.caravan.fhir.Identifier;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Unification;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Visits;
import io.caravan.message.Rejected;
import java.util.Optional;
import java.util.UUID;

/**
 * A visit that is known by several numbers is one Encounter: that of the number it has now. The pre-admission number of PV1-5
 * and the old number of MRG-5 are other ids of it; facts and references follow. True whenever it is said, so that it has no time.
 */
final class VisitNumbers {
    private final Hl7Message message;
    private final Mapping mapping;
    private final Version version;

    VisitNumbers(Hl7Message message, Mapping mapping, Version version) {
        this.message = message;
        this.mapping = mapping;
        this.version = version;
    }

    /** What an event of a visit says beside: PV1-5, and MRG-5 of A06 and A07. */
    void write(PatientIdentity patient, BusinessKey visit, Segment pv1, Segment mrg) {
        Visits visits = new Visits(mapping, patient);
        alias(visits.number(mrg.first(5), "MRG-5"), visit, patient.id(), true);
        Repetition preAdmission = pv1.first(5);
        if (!preAdmission.text(1).isBlank()) {
            alias(visits.number(preAdmission, "PV1-5"), visit, patient.id(), false);
        }
    }

    /** A42 and A50: MRG-5 is from now on PV1-19. */
    static void writeChange(Regrouping group, Hl7Message message) {
        PatientIdentity patient = group.target();
        Visits visits = new Visits(group.mapping(), patient);
        BusinessKey visit = visits.of(group.pv1(), group.pid())
                .orElseThrow(() -> new Rejected(101, "missing-visit-number", "PV1-19"));
        BusinessKey old = visits.number(group.mrg().first(5), "MRG-5")
                .orElseThrow(() -> new Rejected(101, "missing-visit-number", "MRG-5"));
        if (old.key(ResourceType.ENCOUNTER).equals(visit.key(ResourceType.ENCOUNTER))) {
            throw new Rejected(204, "merge-into-itself", "MRG-5");
        }
        group.writePid();
        Change.Builder change = Change.of(
                        ResourceType.ENCOUNTER,
                        visit.key(ResourceType.ENCOUNTER).id(),
                        group.version())
                .patient(patient.id());
        Visits.write(visit.identifier(), change);
        group.mapping().add(change);
        new VisitNumbers(message, group.mapping(), group.version()).alias(Optional.of(old), visit, patient.id(), true);
    }

    private void alias(Optional<BusinessKey> number, BusinessKey visit, UUID patient, boolean ended) {
        ResourceKey staying = visit.key(ResourceType.ENCOUNTER);
        number.ifPresent(old -> {
            ResourceKey passing = old.key(ResourceType.ENCOUNTER);
            if (passing.equals(staying)) {
                return;
            }
            mapping.add(Unification.sameAs(passing, staying.id()));
            if (ended) {
                Identifier former = old.identifier().endedAt("");
                mapping.add(Change.of(staying.type(), staying.id(), version).set(former.path(), former.json()));
            }
            Merge.Origin origin =
                    new Merge.Origin(mapping.source().name(), message.msh().text(10));
            mapping.add(new Merge(
                    Merge.Kind.VISIT_NUMBER,
                    patient,
                    staying.id(),
                    Optional.of(passing.id()),
                    Version.TIMELESS,
                    origin));
        });
    }
}
