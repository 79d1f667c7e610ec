package io.caravan.ledger;

import io.caravan.ledger.Aliases.Edge;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * With whom that may be now which a merge, a move or another number concerns. What it concerns comes by its patient on its way, so it
 * can only be with those to whom anybody ever said that it went from there.
 *
 * @param patients with whom it may be now
 * @param named under whom that may have been filed which was filed under several patients: all who lead to its patient
 */
record Holders(Set<UUID> patients, Set<UUID> named) {

    /** @param edges all that was ever said of those who lead to the patient, and of those to whom it leads */
    static Holders of(Collection<Edge> edges, UUID patient, UUID part) {
        Set<UUID> parts = new HashSet<>();
        boolean all = part.equals(Aliases.WHOLE) || part.equals(Aliases.NUMBER);
        if (!all) {
            parts.addAll(Set.of(part, Aliases.oldNumber(part), Aliases.account(part)));
            addRelated(edges, parts);
        }
        Set<UUID> named = new HashSet<>(Set.of(patient));
        Set<UUID> patients = new HashSet<>(Set.of(patient));
        boolean more = true;
        while (more) {
            more = false;
            for (Edge edge : edges) {
                boolean leads = edge.leads();
                if (leads && named.contains(edge.survivor())) {
                    more |= named.add(edge.patient());
                }
                if (leads
                        && (all || !edge.isMove() || parts.contains(edge.part()))
                        && patients.contains(edge.patient())) {
                    more |= patients.add(edge.survivor());
                }
            }
        }
        return new Holders(patients, named);
    }

    /** All numbers of the visits, their accounts, and what else is in these. */
    private static void addRelated(Collection<Edge> edges, Set<UUID> parts) {
        boolean more = true;
        while (more) {
            more = false;
            for (Edge edge : edges) {
                if (!edge.leads() && (parts.contains(edge.visit()) || parts.contains(edge.survivor()))) {
                    more |= parts.add(edge.visit()) | parts.add(edge.survivor());
                }
            }
        }
    }
}
