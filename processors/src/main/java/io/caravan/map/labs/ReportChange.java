package io.caravan.map.labs;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.List;

/** OBR as a DiagnosticReport, and what a cancelled report means for its order. */
final class ReportChange {
    private final Mapping mapping;
    private final Fragments fragments;
    private final ReportContext report;

    ReportChange(Mapping mapping, ReportContext report) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.report = report;
    }

    /**
     * @param results the union over all messages: an observation that a later message leaves out is not deleted
     * @param specimens likewise
     */
    void add(ReportGroup group, List<ResourceKey> results, List<ResourceKey> specimens) {
        ResourceKey key = report.identity().report();
        Change.Builder change =
                Change.of(key.type(), key.id(), report.version()).patient(report.patient());
        report.identity().numbers().write(change);
        Segment obr = group.obr();
        new LabCodes(mapping).writePanel(obr.first(4), report.version(), change);
        set(change, "category", ObservationChange.array(fragments.tableConcept(obr.first(24), "0074")));
        report.encounter().ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        report.order().ifPresent(order -> change.set("basedOn[" + order.id() + "]", Reference.to(order)));
        report.identity().numbers().unify(ResourceType.SERVICE_REQUEST, mapping);
        report.identity().numbers().refer(key, ResourceType.SERVICE_REQUEST, mapping);
        results.forEach(result -> change.set("result[" + result.id() + "]", Reference.to(result)));
        specimens.forEach(specimen -> change.set("specimen[" + specimen.id() + "]", Reference.to(specimen)));
        String interpreter = fragments.person(obr.first(32).nested(1));
        set(change, "resultsInterpreter", ObservationChange.array(interpreter));
        ResultFacts facts = facts(group, change);
        new Documents(mapping, report, facts).add(group, results);
        mapping.add(change);
        cancelOrder(group);
    }

    private ResultFacts facts(ReportGroup group, Change.Builder change) {
        ResultStatus status = report.status();
        ResultFacts facts = new ResultFacts(change, status, report.version(status));
        facts.setStatus("0123", group.obr().text(25));
        facts.set(ResultFacts.EFFECTIVE, effective(group.obr()));
        String issued = fragments.times().instant(group.obr().text(22));
        facts.set("issued", issued.isEmpty() ? "" : Json.string(issued));
        String conclusion = Notes.text(group.notes());
        facts.set("conclusion", conclusion.isEmpty() ? "" : Json.string(conclusion));
        return facts;
    }

    private String effective(Segment obr) {
        String start = mapping.dateTime(obr.text(7), "OBR-7");
        String end = mapping.dateTime(obr.text(8), "OBR-8");
        if (start.isEmpty() && end.isEmpty()) {
            return "";
        }
        return end.isEmpty()
                ? "{\"effectiveDateTime\":" + Json.string(start) + "}"
                : "{\"effectivePeriod\":"
                        + Json.object().text("start", start).text("end", end).end() + "}";
    }

    /** A report that is cancelled before it has any result ends its order too. */
    private void cancelOrder(ReportGroup group) {
        if (!report.status().code().equals("cancelled") || !group.lines().isEmpty()) {
            return;
        }
        report.order().ifPresent(order -> {
            Change.Builder change = Change.of(ResourceType.SERVICE_REQUEST, order.id(), report.version())
                    .patient(report.patient());
            report.identity().numbers().write(change);
            change.set("status", "\"revoked\"");
            mapping.add(change);
        });
    }

    private static void set(Change.Builder change, String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
