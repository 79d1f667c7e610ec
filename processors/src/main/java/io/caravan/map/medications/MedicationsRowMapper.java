package io.caravan.map.medications;

import io.caravan.codes.Coding;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Time;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.map.RowColumns;
import io.caravan.map.RowMapper;
import io.caravan.map.SourceTimes;
import io.caravan.map.Versions;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import java.util.OptionalLong;
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
                    "version"));

    @Override
    public RowColumns columns() {
        return COLUMNS;
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
        prescriptionNumber(prescription, orders, change);
        new Visits(mapping, patient)
                .addProvisional(text(row, "visit_number"), version)
                .ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        new OneRow(row, mapping, change).write(version);
        mapping.add(change);
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

    private static String text(Row row, String column) {
        return row.find(column).map(String::strip).orElse("");
    }

    /** The row's clinical columns: an absent column says nothing, NULL clears. */
    private static final class OneRow {
        private final Row row;
        private final Mapping mapping;
        private final Fragments fragments;
        private final Change.Builder change;

        OneRow(Row row, Mapping mapping, Change.Builder change) {
            this.row = row;
            this.mapping = mapping;
            this.fragments = mapping.fragments();
            this.change = change;
        }

        void write(Version version) {
            if (row.has("drug_code") || row.has("drug_name")) {
                String drug =
                        fragments.concept(text("drug_code"), text("drug_system"), text("drug_name"), "", "drug_code");
                setOrClear(Kind.MEDICATION, drug);
            }
            if (row.has("dose")) {
                setOrClear(Kind.DOSE, dose());
            }
            if (row.has("route")) {
                setOrClear(Kind.ROUTE, route());
            }
            if (row.has("frequency") || row.has("start_at") || row.has("stop_at")) {
                String timing = new Timing(mapping)
                        .ofColumns(
                                text("frequency"),
                                mapping.dateTime(text("start_at"), "start_at"),
                                mapping.dateTime(text("stop_at"), "stop_at"));
                setOrClear(Kind.TIMING, timing);
            }
            if (row.has("instructions")) {
                setOrClear(
                        Kind.TEXT,
                        Json.object().text("text", text("instructions")).end());
            }
            row.find("status").ifPresent(code -> status(code.strip(), version));
            if (row.isNull("status")) {
                change.clear("status", OrderStatus.version("unknown", version));
            }
            requester();
        }

        private String dose() {
            Unit unit = new Units(mapping.codes()).of(text("dose_unit"));
            String dose = Dose.quantity(text("dose"), unit, "dose");
            if (dose.isEmpty()) {
                return "";
            }
            if (unit.isNone()) {
                mapping.finding("dose-without-unit", "dose_unit");
            } else if (unit.code().isEmpty()) {
                mapping.finding("unmapped-unit", "dose_unit");
            }
            return "{\"doseAndRate\":[{\"doseQuantity\":" + dose + "}]}";
        }

        private String route() {
            String code = text("route");
            if (code.isEmpty()) {
                mapping.finding("missing-route", "route");
                return "";
            }
            return Json.object()
                    .raw("route", fragments.concept(code, Route.TABLE, "", Route.MAP, "route"))
                    .end();
        }

        private void status(String code, Version version) {
            String word = mapping.codes()
                    .find("medication-status", code)
                    .map(Coding::code)
                    .orElse(code);
            String status = OrderStatus.ofWord(word)
                    .or(() -> OrderStatus.ofOrderStatus(word))
                    .orElse("unknown");
            if (status.equals("unknown")) {
                mapping.finding("unknown-status", "status");
            }
            if (status.equals(OrderStatus.ACTIVE) && hasStopped()) {
                mapping.finding("active-after-stop", "stop_at");
                status = "completed";
            }
            change.set("status", '"' + status + '"', OrderStatus.version(status, version));
        }

        /**
         * Whether the order's end was in the past when the row was last changed or read. There is no clock here, so that the same
         * row always means the same; what ends later stays active with its end in the bounds.
         */
        private boolean hasStopped() {
            OptionalLong stop = mapping.times().micros(text("stop_at"));
            boolean wholeDay = SourceTimes.read(text("stop_at"))
                    .map(time -> time.precision().compareTo(Hl7Time.Precision.DAY) <= 0)
                    .orElse(false);
            long day = 24L * 60 * 60 * 1_000_000;
            return stop.isPresent() && stop.getAsLong() + (wholeDay ? day : 0) <= row.versionMicros();
        }

        private void requester() {
            if (row.isNull("prescriber")) {
                change.clear("requester");
            }
            String name = text("prescriber");
            if (!name.isEmpty()) {
                change.set("requester", Json.object().text("display", name).end());
            }
        }

        private void setOrClear(String aspect, String json) {
            if (json.isEmpty()) {
                change.clear(Kind.ENCODED.path(aspect));
            } else {
                change.set(Kind.ENCODED.path(aspect), json);
            }
        }

        private String text(String column) {
            return MedicationsRowMapper.text(row, column);
        }
    }
}
