package io.caravan.map.labs;

import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fhir.ReferenceRange;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapping;
import io.caravan.map.Row;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.value.ObservationValue;
import io.caravan.map.value.ResultValue;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The observation of one result row. */
final class RowObservation {
    private final Mapping mapping;
    private final ReportContext report;
    private final Row row;
    private final String effective;
    private final String issued;

    RowObservation(Mapping mapping, ReportContext report, Row row) {
        this.mapping = mapping;
        this.report = report;
        this.row = row;
        String observed = mapping.dateTime(text("observed_at"), "observed_at");
        String reported = mapping.times().instant(text("reported_at"));
        this.effective = observed.isEmpty() ? "" : "{\"effectiveDateTime\":" + Json.string(observed) + "}";
        this.issued = reported.isEmpty() ? "" : Json.string(reported);
    }

    ResourceKey add(Optional<ResourceKey> specimen) {
        String code = text("test_code");
        if (code.isEmpty()) {
            code = text("test_name");
        }
        if (code.isEmpty()) {
            throw new Rejected(101, "missing-observation-code", "test_code");
        }
        ResourceKey key = report.identity()
                .observation(ObservationChange.discriminator(
                        mapping.fragments(), text("test_system"), code, text("sub_id")));
        Change.Builder change =
                Change.of(key.type(), key.id(), report.version()).patient(report.patient());
        report.identity().numbers().filler().map(BusinessKey::identifier).ifPresent(filler -> identify(filler, change));
        new LabCodes(mapping).write(row, "test", report.version(), change);
        change.set("category", ObservationChange.CATEGORY);
        report.encounter().ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        report.order().ifPresent(order -> change.set("basedOn[" + order.id() + "]", Reference.to(order)));
        report.identity().numbers().refer(key, ResourceType.SERVICE_REQUEST, mapping);
        specimen.ifPresent(one -> change.set("specimen", Reference.to(one)));
        result(change);
        mapping.add(change);
        return key;
    }

    private static void identify(Identifier filler, Change.Builder change) {
        change.set(filler.path(), filler.json());
        ObservationChange.lookup(filler, change);
    }

    private void result(Change.Builder change) {
        ResultStatus status = report.status();
        ResultFacts facts = new ResultFacts(change, status, report.version(status));
        String sent = text("status");
        facts.setStatus("0085", ResultStatus.ofObservation(sent) == status ? sent : "");
        Unit unit = new Units(mapping.codes()).of(text("unit"));
        if (!unit.isNone() && unit.code().isEmpty()) {
            mapping.finding("unmapped-unit", "unit");
        }
        if (row.has("value")) {
            facts.setValue(value(status, unit));
        }
        if (row.has("abnormal_flag")) {
            facts.setOrClear("interpretation", interpretation());
        }
        if (row.has("reference_range")) {
            facts.setOrClear(
                    "referenceRange", ObservationChange.array(ReferenceRange.json(text("reference_range"), unit)));
        }
        if (row.has("note")) {
            String note = text("note");
            facts.setOrClear("note", note.isEmpty() ? "" : "[{\"text\":" + Json.string(note) + "}]");
        }
        if (row.isNull("observed_at")) {
            facts.clear(ResultFacts.EFFECTIVE);
        }
        if (row.isNull("reported_at")) {
            facts.clear("issued");
        }
        times(facts);
    }

    /** What holds for the test and its report alike. Nothing where it is not said. */
    void times(ResultFacts facts) {
        facts.set(ResultFacts.EFFECTIVE, effective);
        facts.set("issued", issued);
    }

    private String value(ResultStatus status, Unit unit) {
        if (status.standing() == Standing.VOID) {
            return status.code().equals("cancelled") ? ObservationValue.absent("not-performed") : "";
        }
        String text = text("value");
        if (text.isEmpty()) {
            return ObservationValue.absent(status.standing() == Standing.FINAL ? "unknown" : "temp-unknown");
        }
        return new ResultValue(mapping.fragments(), "value").ofColumn(text("value_type"), text, coded(), unit);
    }

    /** A coded value with columns of its own. */
    private String coded() {
        String code = text("value_code");
        return code.isEmpty()
                ? ""
                : mapping.fragments().concept(code, text("value_system"), text("value"), "", "value_code");
    }

    /** Several flags stand with a tilde between them, as in HL7. */
    private String interpretation() {
        String flags = text("abnormal_flag");
        List<String> entries = new ArrayList<>(1);
        int from = 0;
        for (int end = flags.indexOf('~'); end >= 0; end = flags.indexOf('~', from)) {
            entries.add(Interpretation.of(flags.substring(from, end), mapping.fragments(), "abnormal_flag"));
            from = end + 1;
        }
        entries.add(Interpretation.of(flags.substring(from), mapping.fragments(), "abnormal_flag"));
        return Json.array(entries);
    }

    private String text(String column) {
        return row.find(column).map(String::strip).orElse("");
    }
}
