package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fhir.ReferenceRange;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.value.ObservationValue;
import io.caravan.map.value.ResultExtensions;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** OBX as an Observation. One for each report, as it counts results that repeat. */
final class ObservationChange {
    static final String CATEGORY =
            "[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\","
                    + "\"code\":\"laboratory\"}]}]";

    /** Of a CWE, in the order in which they tell what is meant: code, alternate code, names. */
    private static final int[] CODES_AND_NAMES = {1, 4, 2, 5};

    private static final String SUB_ID = "http://hl7.org/fhir/StructureDefinition/observation-v2-subid";

    private final Mapping mapping;
    private final Fragments fragments;
    private final ReportContext report;
    private final Segment obr;
    private final Units units;
    private final ObservationValue values;
    private final Set<ResourceKey> seen = new HashSet<>();

    ObservationChange(Mapping mapping, ReportContext report, Segment obr) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.report = report;
        this.obr = obr;
        this.units = new Units(mapping.codes());
        this.values = new ObservationValue(fragments, ObservationValue.Whereabouts.ELSEWHERE);
    }

    /** Adds the change. @return the observation */
    ResourceKey add(ReportGroup.Line line, Optional<ResourceKey> specimen) {
        Segment obx = line.first();
        Optional<Identifier> instance = fragments.entity(obx.first(21), "", "FILL", "OBX-21");
        ResourceKey key = key(obx, instance);
        Change.Builder change =
                Change.of(key.type(), key.id(), report.version()).patient(report.patient());
        identifiers(instance, change);
        String code = new LabCodes(mapping).writeTest(observed(obx), report.version(), change);
        change.set("category", CATEGORY);
        report.encounter().ifPresent(encounter -> change.set("encounter", Reference.to(encounter)));
        report.order().ifPresent(order -> change.set("basedOn[" + order.id() + "]", Reference.to(order)));
        report.identity().numbers().refer(key, ResourceType.SERVICE_REQUEST, mapping);
        specimen.ifPresent(s -> change.set("specimen", Reference.to(s)));
        context(obx, change);
        result(line, code, change);
        mapping.add(change);
        return key;
    }

    /** A message that repeats a result means several; they are told apart by their place. */
    private ResourceKey key(Segment obx, Optional<Identifier> instance) {
        ResourceKey key = key(obx, instance, "");
        for (int again = 2; !seen.add(key); again++) {
            mapping.finding("repeated-observation", instance.isPresent() ? "OBX-21" : "OBX-3");
            key = key(obx, instance, "#" + again);
        }
        return key;
    }

    private ResourceKey key(Segment obx, Optional<Identifier> instance, String again) {
        if (instance.isPresent()) {
            Identifier id = instance.get();
            return new ResourceKey(
                    ResourceType.OBSERVATION,
                    FhirIds.id("Observation", id.system(), "instance", id.value() + again, reportOf(id)));
        }
        Repetition code = observed(obx);
        String discriminator = discriminator(
                fragments,
                code.text(3),
                identifyingCode(code),
                obx.first(4).whole().strip());
        return report.identity().observation(discriminator + again);
    }

    /** An instance identifier without authority is unique within its report only. */
    private String reportOf(Identifier instance) {
        return instance.hasSystem() ? "" : report.identity().scope();
    }

    /** A code without a system is the sender's own, as one of system {@code L} (local) is. */
    static String discriminator(Fragments fragments, String system, String code, String subId) {
        return fragments.codeSystem(system.isBlank() ? LabCodes.LOCAL : system.strip()) + "|" + code + "|" + subId;
    }

    /** @throws Rejected where nothing says what was observed */
    private static String identifyingCode(Repetition cwe) {
        for (int component : CODES_AND_NAMES) {
            if (!cwe.text(component).isBlank()) {
                return cwe.text(component).strip();
            }
        }
        throw new Rejected(101, "missing-observation-code", "OBX-3");
    }

    /** OBX-3; the text of a report is also sent without a code, then what was ordered is what was observed. */
    private Repetition observed(Segment obx) {
        for (int component : CODES_AND_NAMES) {
            if (!obx.text(3, component).isBlank()) {
                return obx.first(3);
            }
        }
        mapping.finding("missing-observation-code", "OBX-3");
        return obr.first(4);
    }

    private void identifiers(Optional<Identifier> instance, Change.Builder change) {
        instance.ifPresent(id -> {
            change.set(id.path(), id.json());
            lookup(id, change);
        });
        report.identity().numbers().filler().map(BusinessKey::identifier).ifPresent(filler -> {
            change.set(filler.path(), filler.json());
            lookup(filler, change);
        });
    }

    static void lookup(Identifier identifier, Change.Builder change) {
        if (identifier.hasSystem()) {
            change.lookup(identifier.system(), identifier.value());
        }
    }

    /** What a later message leaves as it is unless it says otherwise. */
    private void context(Segment obx, Change.Builder change) {
        set(change, "method", fragments.concept(obx.first(17)));
        set(change, "bodySite", fragments.concept(obx.first(20)));
        List<String> performers = new ArrayList<>(2);
        obx.repetitions(16).forEach(observer -> performers.add(fragments.person(observer)));
        performers.add(organization(obx));
        set(change, "performer", Json.array(performers));
        String analysed = fragments.times().dateTime(obx.text(19));
        set(
                change,
                "extension[analysed]",
                analysed.isEmpty() ? "" : ResultExtensions.of("analysed", "valueDateTime", Json.string(analysed)));
        String subId = obx.first(4).whole().strip();
        if (!subId.isEmpty()) {
            String original = Json.object()
                    .text("url", "original-sub-identifier")
                    .text("valueString", subId)
                    .end();
            change.set(
                    "extension[subid]",
                    Json.object()
                            .raw("extension", "[" + original + "]")
                            .text("url", SUB_ID)
                            .end());
        }
    }

    /** OBX-23, else the older OBX-15. */
    private static String organization(Segment obx) {
        String name = obx.text(23);
        if (name.isEmpty()) {
            name = obx.text(15, 2).isEmpty() ? obx.text(15) : obx.text(15, 2);
        }
        return Json.object().text("display", name.strip()).end();
    }

    private void result(ReportGroup.Line line, String code, Change.Builder change) {
        Segment obx = line.first();
        ResultStatus status = status(obx);
        ResultFacts facts = new ResultFacts(change, status, report.version(status));
        Unit unit = units.of(obx.first(6));
        if (!unit.isNone() && unit.code().isEmpty()) {
            mapping.finding("unmapped-unit", "OBX-6");
        }
        String value = values.of(line.obx(), unit, code);
        facts.setStatus("0085", obx.text(11));
        if (obx.text(11).equalsIgnoreCase("W")) {
            mapping.finding("withdrawn-from-wrong-patient", "OBX-11");
        }
        if (status.standing() == Standing.VOID) {
            value = status.code().equals("cancelled") ? ObservationValue.absent("not-performed") : "";
        }
        boolean statusOnly = value.isEmpty() && keepsValue(obx.text(11));
        if (!statusOnly) {
            facts.setValue(value.isEmpty() ? absent(obx, status) : value);
            facts.setOrClear("interpretation", interpretation(obx));
        }
        facts.set("referenceRange", array(ReferenceRange.json(obx.first(7).whole(), unit)));
        facts.set("note", Notes.annotations(line.notes()));
        facts.set(ResultFacts.EFFECTIVE, effective(obx));
        String issued = fragments.times().instant(obr.text(22));
        facts.set("issued", issued.isEmpty() ? "" : Json.string(issued));
    }

    private ResultStatus status(Segment obx) {
        String obx11 = obx.text(11);
        ResultStatus status = obx11.isEmpty() ? report.status() : ResultStatus.ofObservation(obx11);
        if (status == ResultStatus.UNKNOWN) {
            mapping.finding("unknown-status", "OBX-11");
        }
        return status.code().equals("partial") ? ResultStatus.ofObservation("P") : status;
    }

    /** V, U and B may change the status without sending the value again. */
    private static boolean keepsValue(String obx11) {
        return obx11.equals("V") || obx11.equals("U") || obx11.equals("B");
    }

    private static String absent(Segment obx, ResultStatus status) {
        if (status.standing() == Standing.VOID) {
            return "";
        }
        if (obx.text(11).equals("N")) {
            return ObservationValue.absent("not-asked");
        }
        return ObservationValue.absent(status.standing() == Standing.PRELIMINARY ? "temp-unknown" : "unknown");
    }

    private String interpretation(Segment obx) {
        return Fragments.list(obx, 8, flag -> Interpretation.of(flag.text(1).strip(), fragments, "OBX-8"));
    }

    /** OBX-14, else when the report's observation was made. */
    private String effective(Segment obx) {
        String time = mapping.dateTime(obx.text(14), "OBX-14");
        if (time.isEmpty()) {
            time = mapping.dateTime(obr.text(7), "OBR-7");
        }
        return time.isEmpty() ? "" : "{\"effectiveDateTime\":" + Json.string(time) + "}";
    }

    static String array(String json) {
        return json.isEmpty() ? "" : "[" + json + "]";
    }

    private static void set(Change.Builder change, String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
