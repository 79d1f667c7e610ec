package io.caravan.map.medications;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.message.Rejected;
import java.util.Optional;
import java.util.UUID;

/**
 * The order that an administration or a dispense belongs to.
 *
 * @param request its MedicationRequest
 */
record OrderContext(OrderIdentity numbers, ResourceKey request, UUID patient, Optional<ResourceKey> encounter) {

    /** What the filler made of the order is keyed by the filler's number, else by the placer's. */
    ResourceKey key(ResourceType type) {
        return numbers.findByFiller(type).orElseThrow(() -> new Rejected(101, "missing-order-number", "ORC-3"));
    }
}
