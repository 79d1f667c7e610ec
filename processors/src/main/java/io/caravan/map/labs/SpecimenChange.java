package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.Orders;
import java.util.Optional;

/** SPM, or OBX-33 and OBR-15 where there is none, as a Specimen. One specimen may serve several reports. */
final class SpecimenChange {
    private final Mapping mapping;
    private final Fragments fragments;
    private final Orders numbers;
    private final ReportContext report;

    SpecimenChange(Mapping mapping, Orders numbers, ReportContext report) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.numbers = numbers;
        this.report = report;
    }

    ResourceKey add(ReportGroup.Specimen specimen) {
        Segment spm = specimen.spm();
        Optional<Identifier> accession = fragments.identifier(spm.first(30), "", "ACSN", "SPM-30");
        Change.Builder change = begin(numbered(spm.first(2), "SPM-2")
                .or(() -> accession.filter(Identifier::hasSystem).map(SpecimenChange::key))
                .orElseGet(() -> report.identity()
                        .specimen(accession.map(Identifier::value).orElseGet(() -> spm.text(4)))));
        identify(spm.first(2), "SPM-2", change);
        accession.ifPresent(number -> {
            change.set("accessionIdentifier", number.json());
            ObservationChange.lookup(number, change);
        });
        for (Repetition other : spm.repetitions(31)) {
            fragments.identifier(other, "", "", "SPM-31").ifPresent(number -> identify(number, change));
        }
        for (Repetition parent : spm.repetitions(3)) {
            numbered(parent, "SPM-3").ifPresent(key -> change.set("parent[" + key.id() + "]", Reference.to(key)));
        }
        new SpecimenFields(mapping, spm, change).write();
        String notes = Notes.annotations(specimen.notes());
        if (!notes.isEmpty()) {
            change.set(Fields.part("note", "2"), notes);
        }
        mapping.add(change);
        return change.key();
    }

    private static ResourceKey key(Identifier number) {
        return new ResourceKey(
                ResourceType.SPECIMEN, FhirIds.id("Specimen", number.system(), number.type(), number.value()));
    }

    /** An EIP: the placer's number and the filler's, which keys it. */
    private Optional<ResourceKey> numbered(Repetition eip, String place) {
        return filler(eip, place).or(() -> placer(eip, place)).map(number -> number.key(ResourceType.SPECIMEN));
    }

    private Optional<BusinessKey> placer(Repetition eip, String place) {
        return numbers.placer(eip.nested(1), place);
    }

    private Optional<BusinessKey> filler(Repetition eip, String place) {
        return numbers.filler(eip.nested(2), place);
    }

    private void identify(Repetition eip, String place, Change.Builder change) {
        placer(eip, place).map(BusinessKey::identifier).ifPresent(number -> identify(number, change));
        filler(eip, place).map(BusinessKey::identifier).ifPresent(number -> identify(number, change));
    }

    private static void identify(Identifier number, Change.Builder change) {
        change.set(number.path(), number.json());
        ObservationChange.lookup(number, change);
    }

    /**
     * OBR-15: the specimen's type as a code, OBR-14 when it was received. Before 2.5 there was no SPM. Panels of one filler
     * number with the same source were made from the same specimen.
     */
    Optional<ResourceKey> addOfOrder(Segment obr) {
        Repetition source = obr.first(15);
        String type = fragments.concept(source.nested(1));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        String code = source.nested(1).text(1).isBlank()
                ? source.whole()
                : source.nested(1).text(1);
        Change.Builder change = begin(report.identity().source(code.strip()));
        ofOrder(obr, change);
        mapping.add(change);
        return Optional.of(change.key());
    }

    /** OBX-33: the specimen of one result, by its numbers. */
    Optional<ResourceKey> addOfResult(Segment obx, Segment obr) {
        Optional<ResourceKey> key = numbered(obx.first(33), "OBX-33");
        key.ifPresent(specimen -> {
            Change.Builder change = begin(specimen);
            identify(obx.first(33), "OBX-33", change);
            ofOrder(obr, change);
            mapping.add(change);
        });
        return key;
    }

    private void ofOrder(Segment obr, Change.Builder change) {
        Repetition source = obr.first(15);
        set(change, "type", fragments.concept(source.nested(1)));
        set(change, "container[1].additiveCodeableConcept", fragments.concept(source.nested(2)));
        set(change, "collection.bodySite", fragments.concept(source.nested(4)));
        set(change, "collection.method", fragments.concept(source.nested(6)));
        String text = source.text(3).strip();
        set(change, Fields.part("note", "1"), text.isEmpty() ? "" : "[{\"text\":" + Json.string(text) + "}]");
        String received = mapping.dateTime(obr.text(14), "OBR-14");
        set(change, "receivedTime", received.isEmpty() ? "" : Json.string(received));
    }

    private Change.Builder begin(ResourceKey key) {
        return Change.of(key.type(), key.id(), report.version()).patient(report.patient());
    }

    private static void set(Change.Builder change, String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
