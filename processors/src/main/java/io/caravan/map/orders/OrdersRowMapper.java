package io.caravan.map.orders;

import io.caravan.codes.Coding;
import io.caravan.fhir.Json;
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
import io.caravan.map.RowFields;
import io.caravan.map.RowMapper;
import io.caravan.map.Versions;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import java.util.List;
import java.util.Set;

/** Rows of legacy orders to the same ServiceRequests; the columns are in docs/reference/columns-orders.md. */
public final class OrdersRowMapper implements RowMapper {
    private static final RowColumns COLUMNS = new RowColumns(
            Set.of("patient_id"),
            Set.of(
                    "order_number",
                    "filler_number",
                    "patient_id",
                    "visit_number",
                    "code",
                    "code_system",
                    "code_name",
                    "status",
                    "priority",
                    "ordered_at",
                    "scheduled_at",
                    "orderer",
                    "reason",
                    "note",
                    "version"));
    private static final Set<String> STATUSES =
            Set.of("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown");

    @Override
    public RowColumns columns() {
        return COLUMNS;
    }

    @Override
    public Mapped gone(ResourceKey resource, long versionMicros) {
        Change.Builder change = Change.of(resource.type(), resource.id(), new Version(Version.OWNER, versionMicros, 0));
        change.set("status", "\"entered-in-error\"");
        return Mapped.of(List.of(change.build()), List.of());
    }

    @Override
    public Mapped map(Row row, MappingContext context) {
        Mapping mapping = new Mapping(context);
        Version version = Versions.ofRow(row);
        Patients patients = new Patients(mapping);
        PatientIdentity patient = patients.ofNumber(row.find("patient_id").orElse(""), "patient_id");
        patients.addProvisional(patient, version);
        OrderIdentity identity = new Orders(mapping, patient)
                .ofNumbers(
                        row.find("order_number").orElse(""),
                        row.find("filler_number").orElse(""));
        Change.Builder change = Change.of(
                        ResourceType.SERVICE_REQUEST,
                        identity.key(ResourceType.SERVICE_REQUEST).id(),
                        version)
                .patient(patient.id());
        identity.write(change);
        identity.unify(ResourceType.SERVICE_REQUEST, mapping);
        change.set("intent", "\"order\"");
        write(new RowFields(row, change), row, mapping, change);
        new Visits(mapping, patient)
                .addProvisional(row.find("visit_number").orElse(""), version)
                .ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        mapping.add(change);
        return mapping.mapped();
    }

    private static void write(RowFields fields, Row row, Mapping mapping, Change.Builder change) {
        fields.value(
                "code",
                "code",
                code -> mapping.fragments()
                        .concept(
                                code,
                                row.find("code_system").orElse(""),
                                row.find("code_name").orElse(""),
                                mapping.codes().find("lab-loinc", code).isPresent() ? "lab-loinc" : "orders",
                                "code"));
        row.find("status").ifPresent(status -> status(status.strip(), mapping, change, Versions.ofRow(row)));
        row.find("priority").ifPresent(priority -> OrderTiming.priority(priority, change));
        fields.time("ordered_at", "authoredOn", mapping);
        fields.time("scheduled_at", "occurrenceDateTime", mapping);
        fields.value(
                "orderer",
                "requester",
                name -> Json.object().text("display", name).end());
        fields.value(
                "reason",
                RowFields.part("reasonCode", "1"),
                reason -> "[" + Json.object().text("text", reason).end() + "]");
        fields.value(
                "note",
                RowFields.part("note", "2"),
                note -> "[" + Json.object().text("text", note).end() + "]");
    }

    /** A code of HL7 table 0038, a FHIR request status, or a code of the site's map {@code order-status}. */
    private static void status(String code, Mapping mapping, Change.Builder change, Version version) {
        String status =
                mapping.codes().find("order-status", code).map(Coding::code).orElse("");
        if (status.isEmpty()) {
            status = STATUSES.contains(code) ? code : OrderControl.ofOrderStatus(code);
        }
        if (STATUSES.contains(status)) {
            change.set("status", Json.string(status), StatusVersion.of(status, version));
        } else {
            mapping.finding("unknown-order-status", "status");
        }
    }
}
