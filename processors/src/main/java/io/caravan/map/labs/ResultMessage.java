package io.caravan.map.labs;

import io.caravan.fhir.Units;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.Versions;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration.MissingReportStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One message with its reports. */
final class ResultMessage {
    private final Hl7Message message;
    private final Mapping mapping;
    private final Patients patients;
    private final ReportContext.Said said;
    private final Set<UUID> known = new HashSet<>(2);
    private final Set<ResourceKey> reports = new HashSet<>(2);
    private final Map<Segment, ResourceKey> specimens = new IdentityHashMap<>(2);

    ResultMessage(Hl7Message message, Mapping mapping) {
        this.message = message;
        this.mapping = mapping;
        this.patients = new Patients(mapping);
        this.said = new ReportContext.Said(
                mapping.times().micros(message.msh().text(7)).orElse(0),
                mapping.codes().version(Units.MAP));
    }

    /** A message without any result still tells of its patient. */
    void addPatientOnly() {
        mapping.finding("missing-observation-request", "OBR");
        Segment pid = message.first("PID");
        PatientIdentity patient = patients.ofPid(pid, message);
        Version version = Versions.first(message, mapping, "", "MSH-7");
        patients.addProvisional(patient, pid, version);
        List<Segment> notes =
                message.segments().stream().filter(segment -> segment.is("NTE")).toList();
        Notes.addOfPatient(notes, patient, version, mapping);
    }

    void add(ReportGroup group) {
        refuseWithoutPatient(group);
        ReportGroup.Head head = group.head();
        PatientIdentity patient = patients.ofPid(head.pid(), message);
        Version version = Versions.ofResult(message, group.obr(), mapping);
        Visits visits = new Visits(mapping, patient);
        if (known.add(patient.id())) {
            patients.addProvisional(patient, head.pid(), version);
            visits.addProvisional(head.pv1(), version);
            Notes.addOfPatient(head.notes(), patient, version, mapping);
        }
        Orders orders = new Orders(mapping, patient);
        ReportIdentity identity = identity(group, orders);
        ReportContext report = new ReportContext(
                identity,
                patient.id(),
                visits.ofPv1(head.pv1()).map(visit -> visit.key(ResourceType.ENCOUNTER)),
                identity.numbers().find(ResourceType.SERVICE_REQUEST),
                status(group.obr()),
                version,
                said);
        SpecimenChange specimen = new SpecimenChange(mapping, orders, report);
        List<ResourceKey> ofReport = specimens(group, specimen);
        ObservationChange observation = new ObservationChange(mapping, report, group.obr());
        Set<ResourceKey> all = new LinkedHashSet<>(ofReport);
        List<ResourceKey> results = new ArrayList<>(group.lines().size());
        for (ReportGroup.Line line : group.lines()) {
            Optional<ResourceKey> own = specimen.addOfResult(line.first(), group.obr());
            own.ifPresent(all::add);
            results.add(observation.add(line, own.or(() -> specimenOf(line, group, ofReport))));
        }
        new ReportChange(mapping, report).add(group, results, List.copyOf(all));
        new ResultLinkWriter(mapping, report, orders).add(group, results);
    }

    /** Quality control has no patient (OUL^R22); it is no result of anybody, and waits for a person. */
    private void refuseWithoutPatient(ReportGroup group) {
        if (message.type().equals("OUL") && group.head().pid().isAbsent()) {
            throw new Rejected(101, "result-without-patient", "PID");
        }
    }

    /** A message that repeats number and panel means several reports; they are told apart by their place. */
    private ReportIdentity identity(ReportGroup group, Orders orders) {
        Segment obr = group.obr();
        String code = (obr.text(4).isBlank() ? obr.text(4, 2) : obr.text(4)).strip();
        ReportIdentity identity = new ReportIdentity(orders.of(group.orc(), obr), code);
        for (int again = 2; !reports.add(identity.report()); again++) {
            mapping.finding("repeated-report", "OBR-4");
            identity = new ReportIdentity(identity.numbers(), code + "#" + again);
        }
        return identity;
    }

    /**
     * Without OBR-25 nobody knows how firm the report is. Where the source declares that this is usual, its results, which have
     * statuses of their own, are not held back.
     */
    private ResultStatus status(Segment obr) {
        if (!obr.has(25) && mapping.source().missingReportStatus() == MissingReportStatus.DEAD_LETTER) {
            throw new Rejected(101, "missing-report-status", "OBR-25");
        }
        ResultStatus status = ResultStatus.ofReport(obr.text(25));
        if (status == ResultStatus.UNKNOWN) {
            mapping.finding(obr.has(25) ? "unknown-status" : "missing-report-status", "OBR-25");
        }
        return status;
    }

    /** A specimen that stands before several requests is one, even if it has no number. */
    private List<ResourceKey> specimens(ReportGroup group, SpecimenChange change) {
        List<ResourceKey> keys = new ArrayList<>(1);
        for (ReportGroup.Specimen specimen : group.specimens()) {
            ResourceKey key = specimens.get(specimen.spm());
            if (key == null) {
                key = change.add(specimen);
                specimens.put(specimen.spm(), key);
            }
            keys.add(key);
        }
        if (keys.isEmpty()) {
            change.addOfOrder(group.obr()).ifPresent(keys::add);
        }
        return keys;
    }

    /** The specimen an OBX stands behind, else the only one of its report. */
    private static Optional<ResourceKey> specimenOf(
            ReportGroup.Line line, ReportGroup group, List<ResourceKey> specimens) {
        for (int i = 0; i < group.specimens().size(); i++) {
            if (group.specimens().get(i).spm() == line.specimen()) {
                return Optional.of(specimens.get(i));
            }
        }
        return specimens.size() == 1 ? Optional.of(specimens.get(0)) : Optional.empty();
    }
}
