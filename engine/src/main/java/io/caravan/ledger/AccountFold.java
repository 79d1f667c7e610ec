package io.caravan.ledger;

import io.caravan.fold.Change;
import io.caravan.fold.HiddenFacts;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.ledger.Aliases.Edge;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A moved account takes its visits along, and what belongs to these, which names the visit only. So of an account that was ever moved it is
 * written down with the patients which visits are part of it; of all others nothing is.
 */
final class AccountFold {
    private static final String MOVED = "#moved";

    private final Session session;
    private final Aliases aliases;

    AccountFold(Session session, Aliases aliases) {
        this.session = session;
        this.aliases = aliases;
    }

    /** After the changes of the record: they tell what the visits and accounts are. */
    void fold(List<Merge> merges) {
        for (Merge merge : merges) {
            if (merge.kind() == Merge.Kind.MOVE && merge.part().isPresent()) {
                ResourceKey account =
                        new ResourceKey(ResourceType.ACCOUNT, merge.part().get());
                if (session.touches(account)) {
                    Slot slot = session.slot(account);
                    slot.apply(new Change.Field(MOVED, "true", Version.TIMELESS));
                    touchVisits(slot);
                }
            }
        }
        session.touched(ResourceType.ENCOUNTER).forEach(key -> tellAccounts(session.slot(key)));
    }

    /** All visits that were ever told to be part of the account, and those whose numbers they are. */
    private void touchVisits(Slot account) {
        Set<ResourceKey> all = new HashSet<>();
        Set<ResourceKey> next = keys(account.state(), HiddenFacts.REFERRER);
        while (!next.isEmpty()) {
            session.require(next);
            all.addAll(next);
            Set<ResourceKey> more = new HashSet<>();
            next.forEach(visit -> more.addAll(keys(session.slot(visit).state(), HiddenFacts.SAME_AS)));
            more.removeAll(all);
            next = more;
        }
    }

    private static Set<ResourceKey> keys(ResourceState state, String prefix) {
        Set<ResourceKey> keys = new HashSet<>();
        for (String path : state.fieldsUnder(prefix).keySet()) {
            String key = HiddenFacts.key(path);
            keys.add(
                    key.indexOf('/') < 0
                            ? new ResourceKey(state.key().type(), UUID.fromString(key))
                            : ResourceKey.of(key));
        }
        keys.removeIf(key -> key.type() != ResourceType.ENCOUNTER);
        return keys;
    }

    private void tellAccounts(Slot visit) {
        Map<UUID, Version> accounts = visit.filing().accounts();
        if (accounts.isEmpty() || !isAnyMoved(accounts.keySet())) {
            return;
        }
        for (UUID name : visit.filing().names()) {
            List<Edge> all = accounts.entrySet().stream()
                    .map(one -> Edge.ofAccount(name, visit.key().id(), one.getKey(), one.getValue()))
                    .sorted(Aliases.BY_AGE)
                    .toList();
            all.stream().filter(edge -> !isTold(edge)).forEach(session::addEdge);
            // Each later message of the visit names the account anew: only where another one came in between it is told
            // again.
            Edge newest = all.get(all.size() - 1);
            boolean isKnown = aliases.find(name, newest.part())
                    .filter(one -> one.survivor().equals(newest.survivor()))
                    .isPresent();
            if (!isKnown) {
                session.addEdge(newest);
            }
        }
    }

    private boolean isTold(Edge edge) {
        return aliases.visitAccounts(edge.patient()).stream()
                .anyMatch(
                        one -> one.part().equals(edge.part()) && one.survivor().equals(edge.survivor()));
    }

    private boolean isAnyMoved(Set<UUID> accounts) {
        Set<ResourceKey> keys = new HashSet<>();
        for (UUID account : accounts) {
            ResourceKey key = new ResourceKey(ResourceType.ACCOUNT, account);
            if (!aliases.isEmpty() || session.touches(key)) {
                keys.add(key);
            }
        }
        session.require(keys);
        return keys.stream().anyMatch(key -> session.slot(key).state().knows(MOVED));
    }
}
