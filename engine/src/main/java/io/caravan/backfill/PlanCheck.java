package io.caravan.backfill;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Tries what a plan would read, without a run: for checks before anything is started. */
public final class PlanCheck {

    private PlanCheck() {}

    /** Every problem that a run would meet: connection, SELECT, columns, keys. */
    public static List<String> problems(BackfillPlan plan, InstantSource clock) {
        List<String> problems = new ArrayList<>();
        for (LegacyDatabase database : plan.databases()) {
            try (LegacyConnections connections = new LegacyConnections(database)) {
                plan.selects().stream()
                        .filter(select -> select.source().equals(database.name()))
                        .forEach(select -> problems.addAll(
                                new LegacyReader(connections, select, View.all(select), clock).problems()));
            }
        }
        return problems;
    }
}
