package io.caravan.window;

import io.caravan.window.Windows.Decider;
import io.caravan.window.Windows.InForce;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What stands in the database, as it was read last, and the schedule that follows from it. */
record Known(
        long revision,
        InForce inForce,
        List<ManualOverride> overrides,
        Optional<EmergencyStop> stop,
        Schedule schedule) {
    /** No plan was ever applied. */
    static final InForce NO_PLAN =
            new InForce(0, PlanSource.NONE.digest(), PlanSource.NONE, Instant.EPOCH, new Decider("", ""));

    private static final String CARAVAN = "caravan";

    /** A plan that can be read no more, as another Caravan wrote it, shuts: open would be the costlier mistake. */
    static Known of(
            long revision,
            InForce inForce,
            List<ManualOverride> overrides,
            Optional<EmergencyStop> stop,
            Function<PlanSource, Plan> reader) {
        Optional<EmergencyStop> effective = stop;
        Plan plan = Plan.NONE;
        try {
            plan = inForce.version() == 0 ? Plan.NONE : reader.apply(inForce.source());
        } catch (RuntimeException e) {
            String problem = e instanceof WindowRefused ? e.getMessage() : e.toString();
            EmergencyStop unreadable = new EmergencyStop(
                    inForce.since(),
                    CARAVAN,
                    "version " + inForce.version() + " of the windows cannot be read (" + problem
                            + "); apply them anew");
            effective = Optional.of(stop.orElse(unreadable));
        }
        return new Known(revision, inForce, overrides, stop, new Schedule(plan, overrides, effective));
    }

    /** Whether nothing was ever decided: bulk work may run without asking further. */
    boolean isEmpty() {
        return inForce.version() == 0 && overrides.isEmpty() && stop.isEmpty();
    }
}
