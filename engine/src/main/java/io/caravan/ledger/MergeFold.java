package io.caravan.ledger;

import io.caravan.fhir.OldIdentifiers;
import io.caravan.fhir.PatientLinks;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.message.Rejected;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a merge does to the aliases, and what the survivor takes over; the links between the two come with the message. The
 * newest merge of a patient decides; the same one again changes nothing. What belongs to the subsumed patient is moved
 * afterwards.
 */
final class MergeFold {
    private static final int UNKNOWN_KEY = 204;
    private static final String PLACE = "MRG-1";

    private final Session session;
    private final Aliases aliases;

    MergeFold(Session session, Aliases aliases) {
        this.session = session;
        this.aliases = aliases;
    }

    /** @throws Rejected for a merge that would make a patient its own survivor */
    void fold(Merge merge) {
        UUID from = merge.from();
        UUID into = merge.into();
        if (from.equals(into)) {
            throw new Rejected(UNKNOWN_KEY, "merge-into-itself", PLACE);
        }
        Optional<Aliases.Edge> present = aliases.find(from);
        if (present.isPresent() && present.get().version().compareTo(merge.version()) >= 0) {
            patient(from);
            patient(into);
            return;
        }
        if (aliases.above(into).contains(from)) {
            throw new Rejected(UNKNOWN_KEY, "merge-cycle", PLACE);
        }
        Version version = merge.version();
        present.map(Aliases.Edge::survivor)
                .filter(other -> !other.equals(into))
                .ifPresent(other -> unlink(from, other, version));
        session.addEdge(new Aliases.Edge(from, into, version));
        patient(into);
        session.passIdentifiersOn(from);
    }

    /** A newer merge names another survivor. */
    private void unlink(UUID from, UUID survivor, Version version) {
        patient(from).apply(new Change.Field(PatientLinks.replacedBy(survivor), null, version));
        patient(survivor).apply(new Change.Field(PatientLinks.replaces(from), null, version));
    }

    static void giveIdentifiers(Slot from, Slot to) {
        for (Map.Entry<String, ResourceState.Entry> field :
                from.state().fieldsUnder(OldIdentifiers.IDENTIFIERS).entrySet()) {
            String key = field.getKey().substring(OldIdentifiers.IDENTIFIERS.length());
            to.apply(old(OldIdentifiers.OLD_IDENTIFIERS + key, field.getValue()));
        }
        from.state().fieldsUnder(OldIdentifiers.OLD_IDENTIFIERS).forEach((path, entry) -> to.apply(old(path, entry)));
        to.addLookupsOf(from);
    }

    private static Change.Field old(String path, ResourceState.Entry entry) {
        return new Change.Field(path, entry.json(), entry.version());
    }

    private Slot patient(UUID id) {
        return session.slot(new ResourceKey(ResourceType.PATIENT, id));
    }
}
