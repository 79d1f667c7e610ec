package io.caravan.ledger;

import io.caravan.fold.ResourceType;
import io.caravan.target.Target.Delivery;
import java.util.Optional;
import java.util.UUID;

/**
 * A resource as it is now, for a target.
 *
 * @param patient whose it is; empty for resources of no patient
 */
record Parcel(Delivery delivery, Optional<UUID> patient) {

    static Parcel of(Delivery delivery, Optional<UUID> owner) {
        return new Parcel(delivery, delivery.type() == ResourceType.PATIENT ? Optional.of(delivery.id()) : owner);
    }

    UUID id() {
        return delivery.id();
    }

    /** What waits together: a patient's resources; one of no patient by itself. */
    UUID group() {
        return patient.orElseGet(delivery::id);
    }
}
