package io.caravan.map.medications;

import io.caravan.fhir.Identifier;
import io.caravan.fhir.Reference;
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
import io.caravan.map.identity.MergedLists;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import java.util.List;
import java.util.Set;

/** Rows of legacy prescriptions to the same orders as messages; the columns are in docs/reference/columns-medications.md. */
public final class MedicationsRowMapper implements RowMapper {
    private static final RowColumns COLUMNS = new RowColumns(
            Set.of("patient_id"),
            Set.of(
                    "order_number",
                    "filler_number",
                    "prescription_number",
                    "patient_id",
                    "visit_number",
                    "drug_code",
                    "drug_system",
                    "drug_name",
                    "dose",
                    "dose_unit",
                    "route",
                    "frequency",
                    "start_at",
                    "stop_at",
                    "instructions",
                    "status",
                    "prescriber",
                    "dose_max",
                    "rate",
                    "rate_unit",
                    "strength",
                    "strength_unit",
                    "dosage_form",
                    "max_daily_dose",
                    "site",
                    "as_needed",
                    "order_type",
                    "priority",
                    "indication",
                    "quantity",
                    "quantity_unit",
                    "refills",
                    "substitution",
                    "ordered_at",
                    "last_given_at",
                    "version"));

    @Override
    public RowColumns columns() {
        return COLUMNS;
    }

    @Override
    public Mapped gone(ResourceKey resource, long versionMicros) {
        Version version = new Version(Version.OWNER, versionMicros, 0);
        Change.Builder change = Change.of(resource.type(), resource.id(), version);
        String status = OrderStatus.ENTERED_IN_ERROR;
        change.set("status", '"' + status + '"', OrderStatus.version(status, version));
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
        OrderIdentity numbers = orders.ofNumbers(text(row, "order_number"), text(row, "filler_number"));
        String prescription = text(row, "prescription_number");
        if (numbers.placer().isEmpty() && numbers.filler().isEmpty()) {
            numbers = orders.ofNumbers("", prescription);
        }
        ResourceKey key = numbers.key(ResourceType.MEDICATION_REQUEST);
        Change.Builder change = Change.of(key.type(), key.id(), version).patient(patient.id());
        numbers.write(change);
        numbers.unify(ResourceType.MEDICATION_REQUEST, mapping);
        prescriptionNumber(prescription, orders, change);
        new Visits(mapping, patient)
                .addProvisional(text(row, "visit_number"), version)
                .ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        ListEntry entry = new ListEntry(patient.id(), key, version);
        if (numbers.placer().isPresent()) {
            numbers.filler().ifPresent(number -> entry.same(number.key(ResourceType.MEDICATION_REQUEST)));
        }
        new PrescriptionRow(row, mapping, change, entry).write(version);
        mapping.add(change);
        mapping.add(entry.change());
        mapping.add(MergedLists.has(patient.id(), MergedLists.MEDICATIONS));
        return mapping.mapped();
    }

    private static void prescriptionNumber(String number, Orders orders, Change.Builder change) {
        orders.ofNumbers("", number).filler().ifPresent(key -> {
            String system = key.identifier().system();
            Identifier identifier = Identifier.of(system, number, "", "");
            change.set(identifier.path(), identifier.json());
            if (identifier.hasSystem()) {
                change.lookup(system, number);
            }
        });
    }

    static String text(Row row, String column) {
        return row.find(column).map(String::strip).orElse("");
    }
}
