package io.caravan.map.adt;

import io.caravan.codes.Coding;
import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.SourceDeclaration.ListMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * IN1 as Coverage, keyed by company, plan and policy. In snapshot mode a message's segments are all insurances of the patient; in
 * action mode each acts on its own by IN1-55.
 */
final class Coverages {
    private static final String CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class";
    private static final String RELATIONSHIP = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
    private static final Map<String, String> RELATIONSHIPS = Map.of(
            "SEL", "self", "SPO", "spouse", "CHD", "child", "PAR", "parent", "18", "self", "01", "spouse", "19",
            "child");
    private static final String NO_PAYOR = "[{\"extension\":[{\"url\":"
            + "\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]}]";

    private final Mapping mapping;
    private final Fragments fragments;
    private final PatientIdentity patient;
    private final Version version;

    Coverages(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.patient = patient;
        this.version = version;
    }

    void write(List<Segment> segments) {
        if (segments.isEmpty()) {
            return;
        }
        boolean snapshot = mapping.source().conventions().in1Mode() == ListMode.SNAPSHOT;
        Change.Builder list = SnapshotLists.change("IN1", patient, "", version);
        if (snapshot) {
            SnapshotLists.snapshot(list);
        }
        for (Segment in1 : segments) {
            boolean deletesAll = snapshot && in1.isNull(2) && in1.isNull(3);
            if (!deletesAll) {
                write(in1, list);
            }
        }
        if (snapshot) {
            mapping.add(list);
        }
    }

    private void write(Segment in1, Change.Builder list) {
        if (!in1.has(2) && !in1.has(3) && !in1.has(4) && !in1.has(36)) {
            mapping.finding("missing-insurance", "IN1-2");
            return;
        }
        ResourceKey key = key(in1);
        Change.Builder change =
                Change.of(ResourceType.COVERAGE, key.id(), version).patient(patient.id());
        boolean deleted = in1.text(55).equals("D");
        change.set(CoverageStanding.DELETED, Boolean.toString(deleted));
        if (!deleted) {
            change.set(SnapshotLists.LISTED, "true");
            SnapshotLists.names(list, key, Optional.empty());
        }
        elements(in1, change);
        mapping.add(change);
    }

    private ResourceKey key(Segment in1) {
        String company = in1.has(3) ? in1.text(3) : in1.text(4);
        String policy = in1.has(36) ? in1.text(36) : in1.text(49);
        return new ResourceKey(
                ResourceType.COVERAGE,
                FhirIds.id(
                        "Coverage",
                        patient.master().system(),
                        patient.master().value(),
                        company.strip(),
                        in1.text(2).strip(),
                        policy.strip()));
    }

    private void elements(Segment in1, Change.Builder change) {
        change.set("payor", payor(in1));
        String number = in1.has(49) ? in1.text(49) : in1.text(36);
        if (!number.isBlank()) {
            change.set("subscriberId", Json.string(number.strip()));
        }
        Fields fields = new Fields(change, in1);
        fields.value(
                36,
                "identifier",
                policy -> "["
                        + Json.object()
                                .raw("type", "{\"text\":\"policy number\"}")
                                .text("value", policy.text(1).strip())
                                .end()
                        + "]");
        fields.value(2, Fields.part("class", "1"), plan -> coverageClass("plan", plan.text(1), plan.text(2)));
        fields.value(8, Fields.part("class", "2"), group -> coverageClass("group", group.text(1), in1.text(9)));
        fields.time(12, "period.start", mapping);
        fields.time(13, "period.end", mapping);
        fields.value(15, "type", type -> fragments.tableConcept(type, "0086"));
        fields.value(17, "relationship", this::relationship);
        fields.value(22, "order", Coverages::order);
        boolean self = "self".equals(RELATIONSHIPS.get(in1.text(17).strip()));
        if (self) {
            change.set("subscriber", Reference.to(patient.key()));
        } else {
            fields.value(
                    16,
                    "subscriber",
                    name -> Json.object()
                            .text("display", (name.text(2) + " " + name.text(1)).strip())
                            .end());
        }
    }

    private String payor(Segment in1) {
        String identifier = fragments
                .identifier(in1.first(3), "", "", "IN1-3")
                .map(company -> company.json())
                .orElse("");
        String payor = Json.object()
                .raw("identifier", identifier)
                .text("display", in1.text(4).strip())
                .end();
        return payor.isEmpty() ? NO_PAYOR : "[" + payor + "]";
    }

    private static String coverageClass(String type, String value, String name) {
        return value.isBlank()
                ? ""
                : "["
                        + Json.object()
                                .raw("type", Fragments.concept(new Coding(CLASS, type, "")))
                                .text("value", value.strip())
                                .text("name", name.strip())
                                .end()
                        + "]";
    }

    /** A relationship that FHIR has no code for is {@code other}, with the sender's own beside it. */
    private String relationship(Repetition code) {
        String mapped = RELATIONSHIPS.get(code.text(1).strip());
        String original = code.text(2).isBlank() ? code.text(1) : code.text(2);
        return Fragments.withText(
                Fragments.concept(new Coding(RELATIONSHIP, mapped == null ? "other" : mapped, "")), original);
    }

    private static String order(Repetition priority) {
        String text = priority.text(1).strip();
        boolean number = !text.isEmpty()
                && text.length() < 5
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? text : "";
    }
}
