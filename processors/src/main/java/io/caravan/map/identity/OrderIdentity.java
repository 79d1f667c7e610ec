package io.caravan.map.identity;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.message.Rejected;
import java.util.Optional;

/** The numbers of one order: the placer's keys it, else the filler's. */
public record OrderIdentity(Optional<BusinessKey> placer, Optional<BusinessKey> filler) {

    /** @throws Rejected where the order has no number at all */
    public ResourceKey key(ResourceType type) {
        return find(type).orElseThrow(() -> new Rejected(101, "missing-order-number", "ORC-2"));
    }

    public Optional<ResourceKey> find(ResourceType type) {
        return placer.or(() -> filler).map(number -> number.key(type));
    }

    /** The filler's number keys it, else the placer's: for what the filler makes, e.g. a report. */
    public Optional<ResourceKey> findByFiller(ResourceType type) {
        return filler.or(() -> placer).map(number -> number.key(type));
    }

    /** Puts both numbers on a resource, and makes it be found by them. */
    public void write(Change.Builder change) {
        placer.ifPresent(number -> write(number, change));
        filler.ifPresent(number -> write(number, change));
    }

    private static void write(BusinessKey number, Change.Builder change) {
        change.set(number.identifier().path(), number.identifier().json());
        if (number.identifier().hasSystem()) {
            change.lookup(number.identifier().system(), number.identifier().value());
        }
    }
}
