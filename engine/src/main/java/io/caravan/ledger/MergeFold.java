package io.caravan.ledger;

import io.caravan.fhir.OldIdentifiers;
import io.caravan.fhir.PatientLinks;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.ledger.Aliases.Edge;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a merge does to the aliases, to the links between the patients, and to what the survivor takes over. For each patient
 * the newest merge decides; the same one again changes nothing. What belongs to the subsumed patient is moved afterwards.
 */
final class MergeFold {
    private static final int UNKNOWN_KEY = 204;
    private static final String PLACE = "MRG-1";
    private static final String CIRCLE = "merge-cycle";

    /** Which lists of their own both have. */
    private static final String LISTS = Change.PATIENT_LIST;

    private final Session session;
    private final Aliases aliases;

    MergeFold(Session session, Aliases aliases) {
        this.session = session;
        this.aliases = aliases;
    }

    /** @throws Rejected for a merge of a patient into itself, or a new number that is somebody else's already */
    void fold(Merge merge) {
        if (!merge.regroups()) {
            number(merge);
            return;
        }
        if (merge.from().equals(merge.into())) {
            throw new Rejected(UNKNOWN_KEY, "merge-into-itself", PLACE);
        }
        Edge edge = Edge.of(merge);
        Optional<Edge> present = aliases.find(edge.patient(), edge.part());
        if (merge.kind() == Merge.Kind.RENUMBER) {
            number(edge, present);
        }
        if (aliases.knows(edge)) {
            return;
        }
        if (edge.isMove()) {
            session.addEdge(edge);
            return;
        }
        session.require(patients(Set.of(edge.patient(), edge.survivor())));
        Set<Edge> before = aliases.merges();
        List<UUID> formerly = aliases.above(edge.patient());
        session.addEdge(edge);
        Set<Edge> after = aliases.merges();
        link(before, after);
        handOver(edge.patient(), formerly);
        tellNumbers(edge.patient());
        if (present.isEmpty() || Aliases.BY_AGE.compare(present.get(), edge) < 0) {
            tellCircle(edge, before, after);
        }
    }

    /** Another number of the same visit; of two that are said at the same time the greater id counts. */
    private void number(Merge merge) {
        Version version = merge.version();
        Version total =
                new Version(version.rank(), version.micros(), merge.into().getLeastSignificantBits());
        Edge edge = Edge.of(new Merge(merge.kind(), merge.from(), merge.into(), merge.part(), total, merge.origin()));
        session.addEdge(edge);
        aliases.everAbove(edge.patient()).forEach(survivor -> session.addEdge(edge.of(survivor)));
    }

    /** What was told of the numbers of visits counts for all into whom anybody ever merged their patient. */
    private void tellNumbers(UUID from) {
        Set<UUID> givers = new HashSet<>(aliases.everBelow(from));
        givers.add(from);
        for (UUID giver : givers) {
            for (Edge number : aliases.visitNumbers(giver)) {
                aliases.everAbove(giver).forEach(survivor -> session.addEdge(number.of(survivor)));
            }
        }
    }

    /** Another number of the same patient: what is known of the patient under the old one is known under the new one. */
    private void number(Edge edge, Optional<Edge> merge) {
        session.require(patients(Set.of(edge.patient(), edge.survivor())));
        Edge number = edge.asNumber();
        Optional<Edge> present = aliases.find(number.patient(), number.part());
        if (present.isEmpty() && merge.isEmpty() && isSomebodyElse(edge)) {
            throw new Rejected(UNKNOWN_KEY, "identifier-in-use", "PID-3");
        }
        if (!aliases.knows(number)) {
            session.addEdge(number);
            session.passOn(edge.patient());
        }
    }

    /** ADT spoke of a patient of this number before the number was given to this patient. */
    private boolean isSomebodyElse(Edge edge) {
        boolean ownBefore = aliases.above(edge.survivor()).contains(edge.patient());
        return !ownBefore && patient(edge.survivor()).isOlderThan("#registered", edge.version());
    }

    private void link(Set<Edge> before, Set<Edge> after) {
        Set<UUID> concerned = new HashSet<>();
        Set<Edge> gone = new LinkedHashSet<>(before);
        gone.removeAll(after);
        Set<Edge> come = new LinkedHashSet<>(after);
        come.removeAll(before);
        for (Set<Edge> some : List.of(gone, come)) {
            some.forEach(edge -> concerned.addAll(List.of(edge.patient(), edge.survivor())));
        }
        session.require(patients(concerned));
        for (Edge edge : gone) {
            patient(edge.patient()).assign(PatientLinks.replacedBy(edge.survivor()), null);
            patient(edge.survivor()).assign(PatientLinks.replaces(edge.patient()), null);
        }
        for (Edge edge : come) {
            patient(edge.patient())
                    .assign(
                            PatientLinks.replacedBy(edge.survivor()),
                            PatientLinks.json(edge.survivor(), "replaced-by"));
            patient(edge.survivor())
                    .assign(PatientLinks.replaces(edge.patient()), PatientLinks.json(edge.patient(), "replaces"));
        }
    }

    /** What those below the merge are identified by, those above it are now, and those formerly above it no more. */
    private void handOver(UUID from, List<UUID> formerly) {
        List<UUID> above = aliases.above(from);
        List<UUID> givers = new ArrayList<>(aliases.below(from));
        givers.add(from);
        Set<UUID> concerned = new HashSet<>(above);
        concerned.addAll(formerly);
        concerned.addAll(givers);
        session.require(patients(concerned));
        for (UUID giver : givers) {
            for (UUID one : formerly) {
                if (!above.contains(one) && !one.equals(giver)) {
                    patient(one).takeBack(OldIdentifiers.under(giver), LISTS + giver + ":");
                }
            }
            session.passOn(giver);
        }
    }

    private void tellCircle(Edge edge, Set<Edge> before, Set<Edge> after) {
        if (!after.contains(edge)) {
            session.refuse(new Rejected(UNKNOWN_KEY, CIRCLE, PLACE));
            return;
        }
        for (Edge held : before) {
            boolean replaced = held.patient().equals(edge.patient());
            if (!replaced && !after.contains(held) && held.kind() == Merge.Kind.MERGE) {
                session.find(new Finding(CIRCLE, PLACE));
            }
        }
    }

    /** Identifiers and lists go to the survivor as the subsumed patient's. */
    static void give(Slot from, Slot to) {
        UUID of = from.key().id();
        from.state()
                .fieldsUnder(OldIdentifiers.IDENTIFIERS)
                .forEach((path, entry) -> to.assign(OldIdentifiers.path(of, path), entry.json()));
        from.state().fieldsUnder(LISTS).forEach((path, entry) -> {
            if (path.indexOf(':') < 0) {
                to.assign(LISTS + of + ":" + path.substring(LISTS.length()), entry.json());
            }
        });
        to.addLookupsOf(from);
    }

    /** Of a mere new number, everything that is known of the patient goes along. */
    static void giveAll(Slot from, Slot to) {
        from.state().forEachField((path, entry) -> {
            if (!isOfOneNumber(path)) {
                to.apply(new Change.Field(path, entry.json(), entry.version()));
            }
        });
    }

    private static boolean isOfOneNumber(String path) {
        return path.startsWith(OldIdentifiers.IDENTIFIERS)
                || path.startsWith("link[")
                || path.startsWith("#lookup[")
                || path.startsWith("#old[")
                || path.startsWith(LISTS);
    }

    static Set<ResourceKey> patients(Set<UUID> ids) {
        Set<ResourceKey> keys = new HashSet<>();
        ids.forEach(id -> keys.add(new ResourceKey(ResourceType.PATIENT, id)));
        return keys;
    }

    private Slot patient(UUID id) {
        return session.slot(new ResourceKey(ResourceType.PATIENT, id));
    }
}
