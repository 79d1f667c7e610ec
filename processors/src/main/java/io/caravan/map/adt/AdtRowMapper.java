package io.caravan.map.adt;

import io.caravan.fhir.Json;
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
import io.caravan.map.identity.Demographics;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of legacy patients, and of their visits and allergies where the SELECT has those columns, to the same resources as
 * messages; the columns are in docs/reference/columns-adt.md.
 */
public final class AdtRowMapper implements RowMapper {
    private static final RowColumns COLUMNS = new RowColumns(
            Set.of("patient_id"),
            Set.of(
                    "patient_id",
                    "family_name",
                    "given_name",
                    "middle_name",
                    "birth_date",
                    "sex",
                    "address_line",
                    "city",
                    "state",
                    "postal_code",
                    "country",
                    "home_phone",
                    "work_phone",
                    "email",
                    "marital_status",
                    "deceased_at",
                    "deleted",
                    "version",
                    "visit_number",
                    "patient_class",
                    "admitted_at",
                    "discharged_at",
                    "attending",
                    "facility",
                    "ward",
                    "room",
                    "bed",
                    "allergy_number",
                    "allergy_code",
                    "allergy_system",
                    "allergy_name",
                    "allergy_type",
                    "allergy_severity",
                    "allergy_reaction",
                    "allergy_onset",
                    "allergy_status"));
    private static final Set<String> TRUE = Set.of("1", "t", "true", "y", "yes");
    private static final List<String> NAME = List.of("family_name", "given_name", "middle_name");
    private static final List<String> ADDRESS = List.of("address_line", "city", "state", "postal_code", "country");

    @Override
    public RowColumns columns() {
        return COLUMNS;
    }

    @Override
    public Mapped gone(ResourceKey resource, long versionMicros) {
        return GoneRow.of(resource, new Version(Version.OWNER, versionMicros, 0));
    }

    @Override
    public Mapped map(Row row, MappingContext context) {
        Mapping mapping = new Mapping(context);
        Version version = Versions.ofRow(row);
        PatientIdentity patient =
                new Patients(mapping).ofNumber(row.find("patient_id").orElse(""), "patient_id");
        patient(row, patient, mapping, version);
        if (row.find("visit_number").isPresent()) {
            new VisitRow(mapping, patient, version).write(row);
        }
        if (row.find("allergy_code").isPresent() || row.find("allergy_name").isPresent()) {
            new AllergyRow(mapping, patient, version).write(row);
        }
        return mapping.mapped();
    }

    private static void patient(Row row, PatientIdentity patient, Mapping mapping, Version version) {
        Change.Builder change =
                Change.of(ResourceType.PATIENT, patient.id(), version.withRank(mapping.demographicsRank()));
        change.set(PatientStanding.REGISTERED, "true");
        if (row.has("deleted")) {
            change.set(PatientStanding.DELETED, Boolean.toString(isTrue(row, "deleted")));
        }
        Demographics demographics = new Demographics(mapping);
        Demographics.writeIdentifiers(patient, change);
        RowFields fields = new RowFields(row, change);
        together(row, NAME, RowFields.part("name", "1"), change, AdtRowMapper::name);
        together(row, ADDRESS, "address", change, AdtRowMapper::address);
        fields.value("birth_date", "birthDate", text -> {
            String date = birthDate(text, mapping);
            demographics.plausible(text, change, "birth_date");
            return date;
        });
        fields.value("sex", "gender", sex -> demographics.gender(sex, "sex", change));
        fields.value("home_phone", RowFields.part("telecom", "1"), number -> phone(number, "home"));
        fields.value("work_phone", RowFields.part("telecom", "2"), number -> phone(number, "work"));
        fields.value("email", RowFields.part("telecom", "3"), AdtRowMapper::email);
        fields.value("marital_status", "maritalStatus", code -> demographics.maritalStatus(code, "marital_status"));
        fields.time("deceased_at", "deceasedDateTime", mapping);
        mapping.add(change);
    }

    private static boolean isTrue(Row row, String column) {
        return row.find(column)
                .map(value -> TRUE.contains(value.strip().toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    private interface Element {
        String of(Row row);
    }

    /** Columns that are one FHIR element: they replace it together, and clear it when all of them are NULL. */
    private static void together(Row row, List<String> columns, String path, Change.Builder change, Element writer) {
        if (columns.stream().noneMatch(row::has)) {
            return;
        }
        String json = writer.of(row);
        if (json.isEmpty()) {
            change.clear(path);
        } else {
            change.set(path, "[" + json + "]");
        }
    }

    private static String name(Row row) {
        return Json.object()
                .text("family", text(row, "family_name"))
                .raw("given", Json.array(List.of(quoted(row, "given_name"), quoted(row, "middle_name"))))
                .end();
    }

    private static String address(Row row) {
        return Json.object()
                .raw("line", Json.array(List.of(quoted(row, "address_line"))))
                .text("city", text(row, "city"))
                .text("state", text(row, "state"))
                .text("postalCode", text(row, "postal_code"))
                .text("country", text(row, "country"))
                .end();
    }

    private static String birthDate(String text, Mapping mapping) {
        String date = mapping.times().date(text);
        if (date.isEmpty()) {
            throw new Rejected(102, "invalid-date", "birth_date");
        }
        return Json.string(date);
    }

    private static String phone(String number, String use) {
        return "["
                + Json.object()
                        .text("system", "phone")
                        .text("value", number)
                        .text("use", use)
                        .end()
                + "]";
    }

    private static String email(String address) {
        return "["
                + Json.object().text("system", "email").text("value", address).end() + "]";
    }

    private static String text(Row row, String column) {
        return row.find(column).map(String::strip).orElse("");
    }

    private static String quoted(Row row, String column) {
        Optional<String> value = row.find(column);
        return value.map(text -> Json.string(text.strip())).orElse("");
    }
}
