package io.caravan.map.labs;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.Versions;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Result messages (ORU, OUL): each OBR becomes a DiagnosticReport, its OBX Observations, its SPM Specimens. */
public final class LabsMapper implements MessageMapper {

    @Override
    public Mapped map(Hl7Message message, MappingContext context) {
        String type = message.type();
        if (!type.equals("ORU") && !type.equals("OUL")) {
            throw new Rejected(200, "unsupported-message-type", "MSH-9");
        }
        List<ReportGroup> groups = ReportGroups.read(message);
        if (groups.isEmpty()) {
            throw new Rejected(101, "missing-observation-request", "OBR");
        }
        Mapping mapping = new Mapping(context);
        Set<UUID> known = new HashSet<>(2);
        for (ReportGroup group : groups) {
            map(group, message, mapping, known);
        }
        return mapping.mapped();
    }

    private static void map(ReportGroup group, Hl7Message message, Mapping mapping, Set<UUID> known) {
        Patients patients = new Patients(mapping);
        PatientIdentity patient = patients.ofPid(group.pid(), message);
        Version version = Versions.ofResult(message, group.obr(), mapping);
        if (known.add(patient.id())) {
            patients.addProvisional(patient, group.pid(), version);
            new Visits(mapping, patient).addProvisional(group.pv1(), version);
        }
        Orders orders = new Orders(mapping, patient);
        ReportContext report = context(group, message, mapping, patient, orders, version);
        SpecimenChange specimenChange = new SpecimenChange(mapping, orders, report);
        List<ResourceKey> specimens = new ArrayList<>(1);
        for (Segment spm : group.specimens()) {
            specimens.add(specimenChange.add(spm));
        }
        if (specimens.isEmpty()) {
            specimenChange.addOfOrder(group.obr()).ifPresent(specimens::add);
        }
        ObservationChange observation = new ObservationChange(mapping, report, group.obr());
        List<ResourceKey> results = new ArrayList<>(group.lines().size());
        for (ReportGroup.Line line : group.lines()) {
            results.add(observation.add(line, specimenOf(line, group, specimens)));
        }
        new ReportChange(mapping, report).add(group, results, specimens);
    }

    private static ReportContext context(
            ReportGroup group,
            Hl7Message message,
            Mapping mapping,
            PatientIdentity patient,
            Orders orders,
            Version version) {
        Segment obr = group.obr();
        String obr25 = obr.text(25);
        if (obr25.isEmpty()) {
            throw new Rejected(101, "missing-report-status", "OBR-25");
        }
        ResultStatus status = ResultStatus.ofReport(obr25);
        if (status == ResultStatus.UNKNOWN) {
            mapping.finding("unknown-status", "OBR-25");
        }
        String code = obr.text(4).isBlank() ? obr.text(4, 2) : obr.text(4);
        ReportIdentity identity = new ReportIdentity(orders.of(group.orc(), obr), code.strip());
        long sent = mapping.times().micros(message.msh().text(7)).orElse(0);
        return new ReportContext(
                identity,
                patient.id(),
                new Visits(mapping, patient).ofPv1(group.pv1()).map(visit -> visit.key(ResourceType.ENCOUNTER)),
                identity.numbers().find(ResourceType.SERVICE_REQUEST),
                status,
                version,
                sent);
    }

    /** The specimen an OBX stands behind, else the only one of its report. */
    private static Optional<ResourceKey> specimenOf(
            ReportGroup.Line line, ReportGroup group, List<ResourceKey> specimens) {
        int index = group.specimens().indexOf(line.specimen());
        if (index >= 0) {
            return Optional.of(specimens.get(index));
        }
        return specimens.size() == 1 ? Optional.of(specimens.get(0)) : Optional.empty();
    }
}
