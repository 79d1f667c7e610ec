package io.caravan.app;

import io.caravan.alert.Condition;
import io.caravan.ledger.PostgresLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Classes whose target cannot be reached. */
final class TargetsAway implements Condition {
    /** A target that is started anew is back before. */
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private final PostgresLedger ledger;

    TargetsAway(PostgresLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public String kind() {
        return "target-away";
    }

    @Override
    public Duration settle() {
        return SETTLE;
    }

    @Override
    public List<Standing> standing() {
        List<Standing> away = new ArrayList<>();
        ledger.circuits().forEach((dataClass, circuit) -> {
            if (circuit.status().open()) {
                away.add(new Standing(
                        Optional.of(dataClass),
                        "",
                        "The target of " + dataClass.label() + " cannot be reached since "
                                + circuit.status().since() + " ("
                                + circuit.status().reason()
                                + "). Its messages are taken and wait; nothing needs to be sent again."));
            }
        });
        return away;
    }
}
