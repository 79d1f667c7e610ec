package io.caravan.map.orders;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import java.util.Optional;

/**
 * The specimens of orders, under the numbers by which their results name them. What an order says of a specimen fills what the
 * laboratory has not said: it has the specimen, the order only asks for it.
 */
final class OrderSamples {
    private final Mapping mapping;
    private final Fragments fragments;
    private final PatientIdentity patient;
    private final Orders orders;

    OrderSamples(Mapping mapping, PatientIdentity patient, Orders orders) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.patient = patient;
        this.orders = orders;
    }

    /** Adds the change. @return the specimen */
    ResourceKey add(Segment spm, ResourceKey order, Version version) {
        Optional<BusinessKey> placer = orders.placer(spm.first(2).nested(1), "SPM-2");
        Optional<BusinessKey> filler = orders.filler(spm.first(2).nested(2), "SPM-2");
        Optional<Identifier> accession = fragments.identifier(spm.first(30), "", "ACSN", "SPM-30");
        ResourceKey key = filler.or(() -> placer)
                .map(number -> number.key(ResourceType.SPECIMEN))
                .or(() -> accession.filter(Identifier::hasSystem).map(OrderSamples::key))
                .orElseGet(() -> new ResourceKey(
                        ResourceType.SPECIMEN,
                        FhirIds.id("Specimen", "order", order.id().toString(), spm.text(1), spm.text(4))));
        Change.Builder change = Change.of(key.type(), key.id(), version.withRank(Version.FILLER))
                .patient(patient.id());
        placer.map(BusinessKey::identifier).ifPresent(number -> identify(number, change));
        filler.map(BusinessKey::identifier).ifPresent(number -> identify(number, change));
        accession.ifPresent(number -> {
            change.set("accessionIdentifier", number.json());
            lookup(number, change);
        });
        Fields fields = new Fields(change, spm);
        fields.value(4, "type", fragments::concept);
        fields.value(7, "collection.method", fragments::concept);
        fields.value(8, "collection.bodySite", fragments::concept);
        fields.value(14, Fields.part("note", "1"), text -> "[{\"text\":" + Json.string(text.whole()) + "}]");
        fields.value(17, "collection.collectedDateTime", this::collected);
        mapping.add(change);
        return key;
    }

    private static ResourceKey key(Identifier number) {
        return new ResourceKey(
                ResourceType.SPECIMEN, FhirIds.id("Specimen", number.system(), number.type(), number.value()));
    }

    /** The start; a report of the same specimen has the whole period where there is one. */
    private String collected(Repetition range) {
        String start = range.text(2).isEmpty() ? mapping.dateTime(range.text(1), "SPM-17") : "";
        return start.isEmpty() ? "" : Json.string(start);
    }

    private static void identify(Identifier number, Change.Builder change) {
        change.set(number.path(), number.json());
        lookup(number, change);
    }

    private static void lookup(Identifier number, Change.Builder change) {
        if (number.hasSystem()) {
            change.lookup(number.system(), number.value());
        }
    }
}
