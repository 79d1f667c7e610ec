package io.caravan.app;

import io.caravan.dispatch.Dispatcher;
import io.caravan.ledger.Ledger;
import io.caravan.message.DataClass;

/** While a class's target is away its messages stay in the journal, and not in memory or half done. */
final class HeldWhileAway implements Ledger.Follower {
    private final Dispatcher dispatcher;

    HeldWhileAway(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void away(DataClass dataClass) {
        dispatcher.hold(dataClass);
    }

    @Override
    public void back(DataClass dataClass) {
        dispatcher.release(dataClass);
    }
}
