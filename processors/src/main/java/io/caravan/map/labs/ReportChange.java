package io.caravan.map.labs;

import io.caravan.codes.CodeMaps;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.ArrayList;
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
        set(change, "code", code(obr.first(4)));
        set(change, "category", ObservationChange.array(fragments.tableConcept(obr.first(24), "0074")));
        report.encounter().ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        report.order().ifPresent(order -> change.set("basedOn[" + order.id() + "]", Reference.to(order)));
        results.forEach(result -> change.set("result[" + result.id() + "]", Reference.to(result)));
        specimens.forEach(specimen -> change.set("specimen[" + specimen.id() + "]", Reference.to(specimen)));
        String interpreter = fragments.person(obr.first(32).nested(1));
        set(change, "resultsInterpreter", ObservationChange.array(interpreter));
        facts(group, change);
        mapping.add(change);
        cancelOrder(group);
    }

    private void facts(ReportGroup group, Change.Builder change) {
        ResultStatus status = report.status();
        ResultFacts facts = new ResultFacts(change, status, report.version(status));
        facts.setStatus();
        facts.set(ResultFacts.EFFECTIVE, effective(group.obr()));
        String issued = fragments.times().instant(group.obr().text(22));
        facts.set("issued", issued.isEmpty() ? "" : Json.string(issued));
        String conclusion = Notes.text(group.notes());
        facts.set("conclusion", conclusion.isEmpty() ? "" : Json.string(conclusion));
        facts.set("presentedForm", documents(group));
    }

    /** A panel is often the laboratory's own; no finding where the map does not know it, as each result is mapped itself. */
    private String code(Repetition cwe) {
        CodeMaps maps = mapping.codes();
        boolean mapped = !ObservationChange.isLoinc(cwe.text(3))
                && maps.find(ObservationChange.CODE_MAP, cwe.text(1).strip()).isPresent();
        return mapped ? fragments.concept(cwe, ObservationChange.CODE_MAP, "OBR-4") : fragments.concept(cwe);
    }

    private String effective(Segment obr) {
        String start = mapping.dateTime(obr.text(7), "OBR-7");
        String end = mapping.dateTime(obr.text(8), "OBR-8");
        if (start.isEmpty()) {
            return "";
        }
        return end.isEmpty()
                ? "{\"effectiveDateTime\":" + Json.string(start) + "}"
                : "{\"effectivePeriod\":"
                        + Json.object().text("start", start).text("end", end).end() + "}";
    }

    private static String documents(ReportGroup group) {
        List<String> documents = new ArrayList<>(1);
        for (ReportGroup.Line line : group.lines()) {
            Segment obx = line.first();
            boolean taken = ResultStatus.ofObservation(obx.text(11)).standing() == Standing.VOID;
            String title = obx.text(3, 2).isEmpty() ? obx.text(3) : obx.text(3, 2);
            for (Repetition value : taken ? List.<Repetition>of() : obx.repetitions(5)) {
                if (obx.text(2).equals("ED") && EmbeddedDocument.isIn(value)) {
                    documents.add(EmbeddedDocument.read(value, title).json());
                } else if (obx.text(2).equals("RP") && !value.text(1).isBlank()) {
                    documents.add(Json.object()
                            .text("url", value.text(1).strip())
                            .text("title", title)
                            .end());
                }
            }
        }
        return Json.array(documents);
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
