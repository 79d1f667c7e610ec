package io.caravan.map.adt;

import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.Mapping;
import io.caravan.map.Row;
import io.caravan.map.RowFields;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.SourceDeclaration.AllergySeverity;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One allergy of a row: an action on that allergy, never the whole list. It is the allergy that AL1 names by the same code. */
final class AllergyRow {
    private static final Set<String> INACTIVE = Set.of("i", "inactive", "0", "n", "no", "resolved");
    private static final Set<String> ERROR = Set.of("d", "deleted", "entered-in-error", "error");

    private final Mapping mapping;
    private final PatientIdentity patient;
    private final Version version;

    AllergyRow(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.patient = patient;
        this.version = version;
    }

    void write(Row row) {
        String code = text(row, "allergy_code");
        String name = text(row, "allergy_name");
        String system = text(row, "allergy_system");
        Optional<Allergen> found = Allergen.of(
                code,
                mapping.fragments().codeSystem(system),
                name,
                () -> mapping.fragments().concept(code, system, name, "allergens", "allergy_code"));
        found.ifPresent(allergen -> write(row, allergen));
    }

    private void write(Row row, Allergen allergen) {
        ResourceKey key = Allergies.key(patient, "", allergen.key());
        Change.Builder change =
                Change.of(ResourceType.ALLERGY_INTOLERANCE, key.id(), version).patient(patient.id());
        String number = text(row, "allergy_number");
        if (!number.isEmpty()) {
            Identifier identifier = Identifier.of(patient.master().system(), number, "RI", "");
            change.set(identifier.path(), identifier.json());
            change.lookup(identifier.system(), number);
        }
        change.set("code", allergen.code());
        String status = text(row, "allergy_status").toLowerCase(Locale.ROOT);
        boolean error = ERROR.contains(status);
        change.set(AllergyStanding.ACTION, error ? "\"D\"" : "\"A\"");
        change.set(AllergyStanding.LISTED, error || INACTIVE.contains(status) ? "false" : "true");
        Change.Builder list = AllergyLists.change(patient, version);
        if (error || INACTIVE.contains(status)) {
            AllergyLists.removes(list, key);
        } else {
            AllergyLists.names(list, key, allergen, AllergyWriter.category(text(row, "allergy_type")));
        }
        mapping.add(list);
        elements(row, allergen, change);
        mapping.add(change);
    }

    private void elements(Row row, Allergen allergen, Change.Builder change) {
        if (allergen.isNegation()) {
            return;
        }
        RowFields fields = new RowFields(row, change);
        fields.value("allergy_type", "category", type -> {
            String category = AllergyWriter.category(type);
            return category.isEmpty() ? "" : "[\"" + category + "\"]";
        });
        boolean asCriticality = mapping.source().allergySeverity() == AllergySeverity.CRITICALITY;
        if (asCriticality) {
            fields.value("allergy_severity", "criticality", AllergyWriter::criticality);
        }
        fields.value(
                "allergy_reaction",
                "reaction",
                words -> "[{\"manifestation\":[{\"text\":"
                        + Json.string(words) + "}]"
                        + (asCriticality ? "" : severity(row))
                        + "}]");
        fields.time("allergy_onset", "onsetDateTime", mapping);
    }

    private static String severity(Row row) {
        String code = AllergyWriter.reactionSeverity(text(row, "allergy_severity"));
        return code.isEmpty() ? "" : ",\"severity\":\"" + code + "\"";
    }

    private static String text(Row row, String column) {
        return row.find(column).map(String::strip).orElse("");
    }
}
