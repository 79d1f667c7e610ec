package io.caravan.replay;

import io.caravan.ledger.Redeliveries;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/** A site where all stays in Caravan's own database. */
final class NoTargets implements Redeliveries {
    @Override
    public boolean hasTarget(DataClass dataClass) {
        return false;
    }

    @Override
    public Optional<String> away(DataClass dataClass) {
        return Optional.empty();
    }

    @Override
    public long count(Connection connection, DataClass dataClass, Span span) {
        return 0;
    }

    @Override
    public Handed hand(Connection connection, DataClass dataClass, Span span, UUID after, int limit) {
        throw new AssertionError("there is no target");
    }

    @Override
    public long underWay(Connection connection, DataClass dataClass) {
        return 0;
    }
}
