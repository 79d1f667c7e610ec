package io.caravan.map.labs;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
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

/** SPM, or OBR-15 where there is none, as a Specimen. One specimen may serve several reports. */
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

    ResourceKey add(Segment spm) {
        Optional<BusinessKey> placer = numbers.placer(spm.first(2).nested(1), "SPM-2");
        Optional<BusinessKey> filler = numbers.filler(spm.first(2).nested(2), "SPM-2");
        Optional<Identifier> accession = fragments.identifier(spm.first(30), "", "ACSN", "SPM-30");
        ResourceKey key = filler.or(() -> placer)
                .map(number -> number.key(ResourceType.SPECIMEN))
                .orElseGet(() -> report.identity()
                        .specimen(accession.map(Identifier::value).orElseGet(() -> spm.text(4))));
        Change.Builder change = begin(key);
        placer.map(BusinessKey::identifier).ifPresent(number -> identify(number, change));
        filler.map(BusinessKey::identifier).ifPresent(number -> identify(number, change));
        accession.ifPresent(number -> {
            change.set("accessionIdentifier", number.json());
            ObservationChange.lookup(number, change);
        });
        Fields fields = new Fields(change, spm);
        fields.value(4, "type", fragments::concept);
        fields.value(7, "collection.method", fragments::concept);
        fields.value(8, "collection.bodySite", fragments::concept);
        fields.value(18, "receivedTime", received -> quoted(mapping.dateTime(received.text(1), "SPM-18")));
        fields.list(24, "condition", fragments::concept);
        fields.value(14, "note", text -> "[{\"text\":" + Json.string(text.whole()) + "}]");
        collected(spm.first(17), change);
        if (spm.has(21) || !spm.text(20).isEmpty()) {
            boolean usable = !spm.has(21) && !spm.text(20).equals("N");
            change.set("status", usable ? "\"available\"" : spm.has(21) ? "\"unsatisfactory\"" : "\"unavailable\"");
        }
        mapping.add(change);
        return key;
    }

    private static void identify(Identifier number, Change.Builder change) {
        change.set(number.path(), number.json());
        ObservationChange.lookup(number, change);
    }

    /** OBR-15: the specimen's type as a code, OBR-14 when it was received. Before 2.5 there was no SPM. */
    Optional<ResourceKey> addOfOrder(Segment obr) {
        Repetition source = obr.first(15);
        String type = fragments.concept(source.nested(1));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        ResourceKey key = report.identity().specimen("OBR-15");
        Change.Builder change = begin(key);
        change.set("type", type);
        String site = fragments.concept(source.nested(4));
        if (!site.isEmpty()) {
            change.set("collection.bodySite", site);
        }
        String received = quoted(mapping.dateTime(obr.text(14), "OBR-14"));
        if (!received.isEmpty()) {
            change.set("receivedTime", received);
        }
        mapping.add(change);
        return Optional.of(key);
    }

    private Change.Builder begin(ResourceKey key) {
        return Change.of(key.type(), key.id(), report.version()).patient(report.patient());
    }

    private void collected(Repetition range, Change.Builder change) {
        String start = mapping.dateTime(range.text(1), "SPM-17");
        String end = mapping.dateTime(range.text(2), "SPM-17");
        if (start.isEmpty() && end.isEmpty()) {
            return;
        }
        if (end.isEmpty()) {
            change.set("collection.collectedDateTime", quoted(start));
            change.clear("collection.collectedPeriod");
        } else {
            change.set(
                    "collection.collectedPeriod",
                    Json.object().text("start", start).text("end", end).end());
            change.clear("collection.collectedDateTime");
        }
    }

    private static String quoted(String time) {
        return time.isEmpty() ? "" : Json.string(time);
    }
}
