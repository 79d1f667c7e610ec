package io.caravan.map.adt;

import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.Versions;
import io.caravan.map.identity.Accounts;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration.DeletedVisit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** ADT messages to patients, encounters, allergies, diagnoses, locations and merges. */
public final class AdtMapper implements MessageMapper {

    @Override
    public Mapped map(Hl7Message message, MappingContext context) {
        if (!message.type().equals("ADT")) {
            return Mapped.excluded("message-not-carried");
        }
        Optional<AdtEvent> event = AdtEvent.find(message.event());
        if (event.isEmpty()) {
            boolean wellFormed = message.event().matches("[A-Z]\\d\\d");
            return Mapped.excluded("event-not-carried" + (wellFormed ? ":" + message.event() : ""));
        }
        if (event.get() == AdtEvent.A23 && context.source().conventions().deletedVisit() == DeletedVisit.IGNORE) {
            return Mapped.excluded("archived-visit");
        }
        Mapping mapping = new Mapping(context, message);
        Version version = Versions.ofAdt(message, mapping);
        switch (event.get().scope()) {
            case MERGE -> regroup(message, mapping, version, PatientMerge::write);
            case ACCOUNT -> regroup(message, mapping, version, AccountMerge::write);
            case MOVE -> regroup(message, mapping, version, group -> PatientMove.write(event.get(), group));
            case NUMBER -> regroup(message, mapping, version, group -> NumberChange.write(event.get(), group));
            case VISIT_NUMBER -> regroup(message, mapping, version, group -> VisitNumbers.writeChange(group, message));
            case LINK -> new PatientLink(mapping, version).write(message, event.get());
            case SWAP -> swap(message, event.get(), mapping, version);
            case BED -> {
                if (!new BedStatus(mapping, version).write(message)) {
                    return Mapped.excluded("bed-status-without-authority");
                }
            }
            case PERSON, UPDATE, VISIT -> person(message, event.get(), mapping, version);
        }
        return mapping.mapped();
    }

    private static void regroup(Hl7Message message, Mapping mapping, Version version, Consumer<Regrouping> meaning) {
        new MergeGroups(mapping, version)
                .write(message, (group, part, nth) -> meaning.accept(new Regrouping(message, group, part, nth)));
    }

    /** Two visits change places: each is told where it is now, so that a replay tells the same and does not swap them back. */
    private static void swap(Hl7Message message, AdtEvent event, Mapping mapping, Version version) {
        List<Hl7Message> groups = message.groups("PID");
        if (groups.size() != 2) {
            throw new Rejected(101, "missing-second-patient", "PID");
        }
        groups.forEach(group -> person(group, event, mapping, version));
    }

    private static void person(Hl7Message message, AdtEvent event, Mapping mapping, Version version) {
        Segment pid = message.first("PID");
        PatientIdentity patient = new Patients(mapping).ofPid(pid, message);
        new PatientWriter(mapping, version).write(patient, message, event);
        Optional<BusinessKey> visit = Optional.empty();
        if (event.scope() != AdtEvent.Scope.PERSON) {
            visit = new Visits(mapping, patient).of(message.first("PV1"), pid);
            if (visit.isEmpty() && event.needsVisit()) {
                throw new Rejected(101, "missing-visit-number", "PV1-19");
            }
        }
        Diagnoses diagnoses = new Diagnoses(mapping, patient, version, visit);
        diagnoses.write(message.all("DG1"));
        new Coverages(mapping, patient, version).write(message.all("IN1"));
        visit.ifPresent(
                number -> new EncounterWriter(mapping, patient, version).write(message, event, number, diagnoses));
        visit.ifPresent(
                number -> new Accounts(mapping, patient).write(pid, number.key(ResourceType.ENCOUNTER), version));
        visit.ifPresent(number -> new VisitNumbers(message, mapping, version)
                .write(patient, number, message.first("PV1"), message.first("MRG")));
        new Allergies(mapping, patient, version).write(message);
        new EventProvenance(mapping, message, version).write(patient, visit.map(EncounterWriter::key));
    }
}
