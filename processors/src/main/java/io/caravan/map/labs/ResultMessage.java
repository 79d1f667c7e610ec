package io.caravan.map.labs;

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One message with its reports. */
final class ResultMessage {
    private final Hl7Message message;
    private final Mapping mapping;
    private final Patients patients;
    private final long sentMicros;
    private final Set<UUID> known = new HashSet<>(2);
    private final Set<ResourceKey> reports = new HashSet<>(2);

    ResultMessage(Hl7Message message, Mapping mapping) {
        this.message = message;
        this.mapping = mapping;
        this.patients = new Patients(mapping);
        this.sentMicros = mapping.times().micros(message.msh().text(7)).orElse(0);
    }

    /** A message without any result still tells of its patient. */
    void addPatientOnly() {
        mapping.finding("missing-observation-request", "OBR");
        Segment pid = message.first("PID");
        PatientIdentity patient = patients.ofPid(pid, message);
        patients.addProvisional(patient, pid, Versions.first(message, mapping, "", "MSH-7"));
    }

    void add(ReportGroup group) {
        PatientIdentity patient = patients.ofPid(group.pid(), message);
        Version version = Versions.ofResult(message, group.obr(), mapping);
        Visits visits = new Visits(mapping, patient);
        if (known.add(patient.id())) {
            patients.addProvisional(patient, group.pid(), version);
            visits.addProvisional(group.pv1(), version);
        }
        Orders orders = new Orders(mapping, patient);
        ReportIdentity identity = identity(group, orders);
        ReportContext report = new ReportContext(
                identity,
                patient.id(),
                visits.ofPv1(group.pv1()).map(visit -> visit.key(ResourceType.ENCOUNTER)),
                identity.numbers().find(ResourceType.SERVICE_REQUEST),
                status(group.obr()),
                version,
                sentMicros);
        List<ResourceKey> specimens = specimens(group, new SpecimenChange(mapping, orders, report));
        ObservationChange observation = new ObservationChange(mapping, report, group.obr());
        List<ResourceKey> results = new ArrayList<>(group.lines().size());
        for (ReportGroup.Line line : group.lines()) {
            results.add(observation.add(line, specimenOf(line, group, specimens)));
        }
        new ReportChange(mapping, report).add(group, results, specimens);
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

    /** Without OBR-25 nobody knows how firm the report is; its results have their own statuses and are not held back. */
    private ResultStatus status(Segment obr) {
        ResultStatus status = ResultStatus.ofReport(obr.text(25));
        if (status == ResultStatus.UNKNOWN) {
            mapping.finding(obr.has(25) ? "unknown-status" : "missing-report-status", "OBR-25");
        }
        return status;
    }

    private static List<ResourceKey> specimens(ReportGroup group, SpecimenChange change) {
        List<ResourceKey> specimens = new ArrayList<>(1);
        for (Segment spm : group.specimens()) {
            specimens.add(change.add(spm));
        }
        if (specimens.isEmpty()) {
            change.addOfOrder(group.obr()).ifPresent(specimens::add);
        }
        return specimens;
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
