package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.SourceDeclaration.ListMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DG1 as Condition, keyed by DG1-20, else by patient, visit and code. Each DG1 acts on its own diagnosis; those that a message
 * does not name stay as they are.
 */
final class Diagnoses {
    private static final String CATEGORY = "[{\"coding\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/condition-category\",\"code\":\"encounter-diagnosis\"}]}]";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final String ADMISSION_USE = "{\"coding\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/diagnosis-role\",\"code\":\"AD\",\"display\":\"Admission diagnosis\"}]}";

    private final Mapping mapping;
    private final Fragments fragments;
    private final PatientIdentity patient;
    private final Version version;
    private final Optional<ResourceKey> encounter;
    private final Map<String, Optional<String>> references = new LinkedHashMap<>();

    Diagnoses(Mapping mapping, PatientIdentity patient, Version version, Optional<BusinessKey> visit) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.patient = patient;
        this.version = version;
        this.encounter = visit.map(EncounterWriter::key);
    }

    /** In snapshot mode the segments are all diagnoses of the visit; one of nulls only says that there are none. */
    void write(List<Segment> segments) {
        if (segments.isEmpty()) {
            return;
        }
        boolean snapshot = mapping.source().conventions().dg1Mode() == ListMode.SNAPSHOT;
        Change.Builder list = SnapshotLists.change(
                "DG1", patient, encounter.map(ResourceKey::reference).orElse(""), version);
        if (snapshot) {
            SnapshotLists.snapshot(list);
        }
        for (Segment dg1 : segments) {
            boolean deletesAll = snapshot && dg1.isNull(3);
            if (!deletesAll && !dg1.text(21).equals("X")) {
                write(dg1, list);
            }
        }
        if (snapshot) {
            mapping.add(list);
        }
    }

    /** For Encounter.diagnosis: path and value, empty for a diagnosis that was taken back. */
    Map<String, Optional<String>> references() {
        return references;
    }

    private void write(Segment dg1, Change.Builder list) {
        String code = code(dg1);
        Optional<Identifier> number = fragments.entity(dg1.first(20), "", "", "DG1-20");
        if (code.isEmpty() && number.isEmpty()) {
            mapping.finding("missing-diagnosis", "DG1-3");
            return;
        }
        ResourceKey key = key(dg1, number);
        Change.Builder change =
                Change.of(ResourceType.CONDITION, key.id(), version).patient(patient.id());
        number.ifPresent(identifier -> {
            change.set(identifier.path(), identifier.json());
            if (identifier.hasSystem()) {
                change.lookup(identifier.system(), identifier.value());
            }
        });
        if (!code.isEmpty()) {
            change.set("code", code);
        }
        change.set("category", CATEGORY);
        encounter.ifPresent(visit -> change.set("encounter", Reference.to(visit)));
        if (!dg1.text(21).equals("D")) {
            change.set(SnapshotLists.LISTED, "true");
            SnapshotLists.names(list, key, encounter);
        }
        verification(dg1, change);
        Fields fields = new Fields(change, dg1);
        fields.time(5, "onsetDateTime", mapping);
        fields.value(16, "asserter", fragments::person);
        fields.time(19, "recordedDate", mapping);
        mapping.add(change);
        reference(dg1, key);
    }

    private String code(Segment dg1) {
        String code;
        if (dg1.text(3, 3).isEmpty() && dg1.has(2) && dg1.has(3)) {
            code = fragments.concept(
                    dg1.text(3).strip(), dg1.text(2).strip(), dg1.text(3, 2).strip(), "diagnoses", "DG1-3");
        } else {
            code = fragments.concept(dg1.first(3), "diagnoses", "DG1-3");
        }
        return Fragments.withText(code, dg1.text(4));
    }

    private ResourceKey key(Segment dg1, Optional<Identifier> number) {
        List<String> parts = new ArrayList<>(
                List.of(patient.master().system(), patient.master().value()));
        if (number.isPresent()) {
            parts.add(number.get().system());
            parts.add(number.get().value());
        } else {
            parts.add(encounter.map(ResourceKey::reference).orElse(""));
            String system = dg1.text(3, 3).isEmpty() ? dg1.text(2) : dg1.text(3, 3);
            String code = dg1.text(3).strip();
            parts.add(fragments.codeSystem(system.strip()));
            parts.add(code.isEmpty() ? (dg1.text(3, 2) + dg1.text(4)).strip() : code);
        }
        return new ResourceKey(ResourceType.CONDITION, FhirIds.id("Condition", parts.toArray(String[]::new)));
    }

    private void verification(Segment dg1, Change.Builder change) {
        String status = switch (dg1.text(21).equals("D") ? "D" : "type " + dg1.text(6)) {
            case "D" -> "entered-in-error";
            case "type W" -> "provisional";
            case "type F" -> "confirmed";
            default -> "";
        };
        if (status.isEmpty()) {
            change.clear("verificationStatus");
        } else {
            change.set(
                    "verificationStatus",
                    "{\"coding\":[{\"system\":\"" + VERIFICATION + "\",\"code\":\"" + status + "\"}]}");
        }
    }

    private void reference(Segment dg1, ResourceKey key) {
        String path = "diagnosis[" + key.id() + "]";
        if (dg1.text(21).equals("D")) {
            references.put(path, Optional.empty());
            return;
        }
        String priority = dg1.text(15);
        references.put(
                path,
                Optional.of(Json.object()
                        .raw("condition", Reference.to(key))
                        .raw("use", dg1.text(6).equals("A") ? ADMISSION_USE : "")
                        .raw("rank", !priority.isEmpty() && priority.matches("[1-9]\\d{0,3}") ? priority : "")
                        .end()));
    }
}
