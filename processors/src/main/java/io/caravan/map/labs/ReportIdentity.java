package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.message.Rejected;

/**
 * Which report this is: the filler's number, or the placer's where there is none, with the code that was ordered. One filler
 * number may stand for several panels.
 *
 * @param code OBR-4.1
 */
record ReportIdentity(OrderIdentity numbers, String code) {

    ResourceKey report() {
        return key(ResourceType.DIAGNOSTIC_REPORT, "");
    }

    /**
     * An observation without an instance identifier of its own. Never by OBX-1: set ids are renumbered in corrections.
     *
     * @param discriminator code system, code and sub-id of OBX-3 and OBX-4
     */
    ResourceKey observation(String discriminator) {
        return key(ResourceType.OBSERVATION, discriminator);
    }

    /** A specimen that has no number of its own. */
    ResourceKey specimen(String discriminator) {
        return key(ResourceType.SPECIMEN, discriminator);
    }

    /** A specimen that is told by its source only: the same for all panels of the number. */
    ResourceKey source(String source) {
        BusinessKey number = number();
        return new ResourceKey(
                ResourceType.SPECIMEN,
                FhirIds.id(
                        "Specimen",
                        number.scope(),
                        number.identifier().type(),
                        number.identifier().value(),
                        "source",
                        source));
    }

    /** The number with its authority, for what is unique within the report only. */
    String scope() {
        BusinessKey number = number();
        return number.scope() + "|" + number.identifier().value();
    }

    private ResourceKey key(ResourceType type, String discriminator) {
        BusinessKey number = number();
        return new ResourceKey(
                type,
                FhirIds.id(
                        type.fhirName(),
                        number.scope(),
                        number.identifier().type(),
                        number.identifier().value(),
                        code,
                        discriminator));
    }

    /** @throws Rejected where no number tells the report from others */
    private BusinessKey number() {
        return numbers.filler()
                .or(numbers::placer)
                .orElseThrow(() -> new Rejected(101, "missing-order-number", "OBR-3"));
    }
}
