package io.caravan.ledger;

import io.caravan.throttle.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps two writes of one resource from running at once. All keys of a write are taken together, so nobody waits in a circle.
 * What a live write waits for, no bulk write takes before it.
 */
final class KeysInUse {
    private final Set<UUID> taken = new HashSet<>();
    private final List<Collection<UUID>> awaited = new ArrayList<>();

    synchronized void take(Collection<UUID> keys, Lane lane) throws InterruptedException {
        if (lane == Lane.LIVE) {
            awaited.add(keys);
        }
        try {
            while (isInUse(keys, lane)) {
                wait();
            }
        } finally {
            if (lane == Lane.LIVE) {
                awaited.removeIf(one -> one == keys);
                notifyAll();
            }
        }
        taken.addAll(keys);
    }

    private boolean isInUse(Collection<UUID> keys, Lane lane) {
        return !Collections.disjoint(taken, keys)
                || (lane == Lane.BULK && awaited.stream().anyMatch(live -> !Collections.disjoint(keys, live)));
    }

    synchronized void release(Collection<UUID> keys) {
        taken.removeAll(keys);
        notifyAll();
    }
}
