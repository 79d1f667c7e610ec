package io.caravan.map.labs;

import io.caravan.codes.Coding;
import io.caravan.fhir.Reference;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.map.RowColumns;
import io.caravan.map.RowMapper;
import io.caravan.map.Versions;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of legacy results, one for each test, to the same observations and reports as messages; the columns are in
 * docs/reference/columns-labs.md.
 */
public final class LabsRowMapper implements RowMapper {
    private static final RowColumns COLUMNS = new RowColumns(
            Set.of("patient_id"),
            Set.of(
                    "patient_id",
                    "order_number",
                    "filler_number",
                    "visit_number",
                    "report_code",
                    "report_system",
                    "report_name",
                    "report_status",
                    "test_code",
                    "test_system",
                    "test_name",
                    "sub_id",
                    "value",
                    "value_type",
                    "value_code",
                    "value_system",
                    "specimen_number",
                    "specimen_type",
                    "specimen_system",
                    "collected_at",
                    "received_at",
                    "parent_number",
                    "parent_code",
                    "parent_sub_id",
                    "unit",
                    "reference_range",
                    "abnormal_flag",
                    "status",
                    "observed_at",
                    "reported_at",
                    "note",
                    "version"));
    private static final String STATUS_MAP = "result-status";

    @Override
    public RowColumns columns() {
        return COLUMNS;
    }

    @Override
    public Mapped gone(ResourceKey resource, long versionMicros) {
        Version version = new Version(Version.OWNER, versionMicros, 0);
        Change.Builder change = Change.of(resource.type(), resource.id(), version);
        ResultStatus status = ResultStatus.ofWord("entered-in-error");
        new ResultFacts(change, status, status.version(version, versionMicros, 0)).setStatus("0085", "");
        return Mapped.of(List.of(change.build()), List.of());
    }

    @Override
    public Mapped map(Row row, MappingContext context) {
        Mapping mapping = new Mapping(context);
        Version version = Versions.ofRow(row);
        Patients patients = new Patients(mapping);
        PatientIdentity patient = patients.ofNumber(row.find("patient_id").orElse(""), "patient_id");
        patients.addProvisional(patient, version);
        Orders orders = new Orders(mapping, patient);
        OrderIdentity numbers = orders.ofNumbers(
                row.find("order_number").orElse(""), row.find("filler_number").orElse(""));
        if (numbers.placer().isEmpty() && numbers.filler().isEmpty()) {
            throw new Rejected(101, "missing-order-number", "filler_number");
        }
        ReportIdentity identity =
                new ReportIdentity(numbers, row.find("report_code").orElse("").strip());
        ReportContext report = new ReportContext(
                identity,
                patient.id(),
                encounter(row, mapping, patient, version),
                numbers.find(ResourceType.SERVICE_REQUEST),
                status(row, "status", mapping),
                version,
                new ReportContext.Said(row.versionMicros(), mapping.codes().version(Units.MAP)));
        numbers.unify(ResourceType.SERVICE_REQUEST, mapping);
        RowObservation observation = new RowObservation(mapping, report, row);
        Optional<ResourceKey> specimen = new RowSpecimen(mapping, report, row).add(orders);
        ResourceKey result = observation.add(specimen);
        new ResultLinkWriter(mapping, report, orders).add(row, result);
        if (row.find("report_code").isPresent()) {
            report(row, report, observation, result, mapping);
        }
        return mapping.mapped();
    }

    private static Optional<ResourceKey> encounter(Row row, Mapping mapping, PatientIdentity patient, Version version) {
        return row.find("visit_number").flatMap(number -> new Visits(mapping, patient).addProvisional(number, version));
    }

    private static ResultStatus status(Row row, String column, Mapping mapping) {
        String code = row.find(column).map(String::strip).orElse("");
        if (code.isEmpty()) {
            return ResultStatus.UNKNOWN;
        }
        String word = mapping.codes().find(STATUS_MAP, code).map(Coding::code).orElse(code);
        ResultStatus status = column.equals("status") ? ResultStatus.ofObservation(word) : ResultStatus.ofReport(word);
        if (status == ResultStatus.UNKNOWN) {
            status = ResultStatus.ofWord(word);
        }
        if (status == ResultStatus.UNKNOWN) {
            mapping.finding("unknown-status", column);
        }
        return status;
    }

    /**
     * The report that the row's test belongs to. One row cannot say that a whole report is final: where the SELECT has no
     * {@code report_status}, the test's own status only fills what no message has said.
     */
    private static void report(
            Row row, ReportContext test, RowObservation observation, ResourceKey result, Mapping mapping) {
        ResourceKey key = test.identity().report();
        Change.Builder change = Change.of(key.type(), key.id(), test.version()).patient(test.patient());
        test.identity().numbers().write(change);
        new LabCodes(mapping).write(row, "report", test.version(), change);
        test.encounter().ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        test.order().ifPresent(order -> change.set("basedOn[" + order.id() + "]", Reference.to(order)));
        test.identity().numbers().refer(key, ResourceType.SERVICE_REQUEST, mapping);
        change.set("result[" + result.id() + "]", Reference.to(result));
        boolean said = row.find("report_status").isPresent();
        ResultStatus status = said ? status(row, "report_status", mapping) : test.status();
        Version version = test.version(status).withRank(said ? Version.OWNER : Version.FILLER);
        ResultFacts facts = new ResultFacts(change, status, version);
        facts.setStatus("0123", "");
        observation.times(facts);
        mapping.add(change);
    }
}
