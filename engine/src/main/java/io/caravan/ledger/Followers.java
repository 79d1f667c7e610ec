package io.caravan.ledger;

import io.caravan.message.DataClass;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who is told what happens between the ledger and its targets. */
final class Followers {
    private final List<Ledger.Follower> all = new CopyOnWriteArrayList<>();

    void add(Ledger.Follower follower) {
        all.add(follower);
    }

    void away(DataClass dataClass) {
        all.forEach(one -> one.away(dataClass));
    }

    void back(DataClass dataClass) {
        all.forEach(one -> one.back(dataClass));
    }

    void delivered(List<Long> journalIds) {
        all.forEach(one -> one.delivered(journalIds));
    }
}
