package io.caravan.map.adt;

import io.caravan.fhir.Identifier;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Accounts;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Visits;
import io.caravan.message.Rejected;
import java.util.Optional;

/**
 * A43, A44 and A45: a number, an account or a visit was filed under the wrong patient. It goes to the right one with all that
 * belongs to it; both patients stay in use, without a link.
 */
final class PatientMove {
    private PatientMove() {}

    static void write(AdtEvent event, Regrouping group) {
        switch (event) {
            case A43 -> moveNumber(group);
            case A44 -> moveAccount(group);
            default -> moveVisit(group);
        }
    }

    /**
     * PID-3 and MRG-1 are the same number, and what is known by it goes along by itself; the number of MRG-4, to which it was
     * attached, is taken off it, and that of PID-2 put on.
     */
    private static void moveNumber(Regrouping group) {
        if (!group.incorrect().id().equals(group.target().id())) {
            throw new Rejected(204, "moved-number-differs", "MRG-1");
        }
        Repetition former = group.mrg().first(4);
        Identifier old = group.mapping()
                .fragments()
                .identifier(former, "", "", "MRG-4")
                .orElseThrow(() -> new Rejected(101, "missing-prior-patient-id", "MRG-4"));
        group.writePid();
        group.writeOld(old);
    }

    private static void moveAccount(Regrouping group) {
        PatientIdentity from = other(group);
        Mapping mapping = group.mapping();
        Accounts accounts = new Accounts(mapping, from);
        BusinessKey account = accounts.number(group.mrg().first(3), "MRG-3")
                .orElseThrow(() -> new Rejected(101, "missing-account-number", "MRG-3"));
        group.writePid();
        group.writeNumbers(from);
        ResourceKey key = accounts.add(account);
        group.add(Merge.Kind.MOVE, from.id(), Optional.of(key.id()));
    }

    private static void moveVisit(Regrouping group) {
        PatientIdentity from = group.incorrect();
        Mapping mapping = group.mapping();
        BusinessKey visit = visit(group.mrg(), group.pv1(), new Visits(mapping, from))
                .orElseThrow(() -> new Rejected(101, "missing-visit-number", "MRG-5"));
        group.writePid();
        group.writeNumbers(from);
        ResourceKey key = visit.key(ResourceType.ENCOUNTER);
        Change.Builder change = Change.of(key.type(), key.id(), group.version()).patient(from.id());
        Visits.write(visit.identifier(), change);
        mapping.add(change);
        new Accounts(mapping, group.target()).write(group.pid(), key, group.version());
        if (!from.id().equals(group.target().id())) {
            group.add(Merge.Kind.MOVE, from.id(), Optional.of(key.id()));
        }
    }

    /** MRG-5, else MRG-6, else the visit that the group itself names. */
    private static Optional<BusinessKey> visit(Segment mrg, Segment pv1, Visits visits) {
        return visits.number(mrg.first(5), "MRG-5")
                .or(() -> visits.number(mrg.first(6), "MRG-6"))
                .or(() -> visits.ofPv1(pv1));
    }

    private static PatientIdentity other(Regrouping group) {
        PatientIdentity from = group.incorrect();
        if (from.id().equals(group.target().id())) {
            throw new Rejected(204, "move-to-itself", "MRG-1");
        }
        return from;
    }
}
