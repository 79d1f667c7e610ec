package io.caravan.ledger;

import io.caravan.ledger.Aliases.Edge;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * With which visit and account a resource was filed: by these it may be moved.
 *
 * @param accounts of an Encounter or Account itself; what belongs to a visit has the account of its visit
 * @param ofVisit whether it only belongs to the visit
 */
record Filed(Set<UUID> visits, Set<UUID> accounts, boolean ofVisit) {

    /** The visit by all its numbers, and the account, as they were told of these patients. */
    Set<UUID> parts(Aliases aliases, Set<UUID> patients) {
        Set<UUID> parts = new LinkedHashSet<>(accounts);
        for (UUID visit : visits) {
            Set<UUID> numbers = aliases.numbersOf(visit, patients);
            parts.addAll(numbers);
            if (ofVisit) {
                aliases.accountOf(Set.of(aliases.visitOf(visit, patients)), patients)
                        .or(() -> aliases.accountOf(numbers, patients))
                        .map(Edge::survivor)
                        .ifPresent(parts::add);
            }
        }
        return parts;
    }

    /** Every part by which it may ever have been moved away from a patient; it only grows. */
    Set<UUID> everPart(Aliases aliases, UUID patient) {
        Set<UUID> parts = new LinkedHashSet<>(visits);
        boolean more = true;
        while (more) {
            more = false;
            for (Edge number : aliases.visitNumbers(patient)) {
                if (parts.contains(number.visit()) || parts.contains(number.survivor())) {
                    more |= parts.add(number.visit()) | parts.add(number.survivor());
                }
            }
        }
        if (ofVisit) {
            for (Edge account : aliases.visitAccounts(patient)) {
                if (parts.contains(account.visit())) {
                    parts.add(account.survivor());
                }
            }
        }
        parts.addAll(accounts);
        return parts;
    }
}
