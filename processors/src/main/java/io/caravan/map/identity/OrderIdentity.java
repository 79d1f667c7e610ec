package io.caravan.map.identity;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Unification;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import java.util.Optional;
import java.util.UUID;

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

    /** Tells that what the filler's number keys is what the placer's keys; every record that knows both says so. */
    public void unify(ResourceType type, Mapping mapping) {
        if (placer.isPresent() && filler.isPresent()) {
            UUID staying = placer.get().key(type).id();
            mapping.add(Unification.sameAs(filler.get().key(type), staying));
        }
    }

    /**
     * To be told by every record with a reference to {@link #find} of this order: where it knows only the filler's number, the
     * reference follows when the placer's becomes known.
     */
    public void refer(ResourceKey referrer, ResourceType type, Mapping mapping) {
        if (placer.isEmpty() && filler.isPresent()) {
            mapping.add(Unification.referrer(filler.get().key(type), referrer));
        }
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
