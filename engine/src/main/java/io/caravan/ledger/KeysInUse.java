package io.caravan.ledger;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Keeps two writes of one resource from running at once. All keys of a write are taken together, so nobody waits in a circle. */
final class KeysInUse {
    private final Set<UUID> taken = new HashSet<>();

    synchronized void take(Collection<UUID> keys) throws InterruptedException {
        while (!Collections.disjoint(taken, keys)) {
            wait();
        }
        taken.addAll(keys);
    }

    synchronized void release(Collection<UUID> keys) {
        taken.removeAll(keys);
        notifyAll();
    }
}
