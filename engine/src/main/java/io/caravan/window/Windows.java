package io.caravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The windows in force, and how they are changed. Every change is audited with its actor and reason. Safe for threads. */
public interface Windows extends BulkGate {

    /** All that decides, as it is now: for looking ahead, with the same code that decides. */
    Schedule schedule();

    InForce inForce();

    /**
     * Puts a plan in force.
     *
     * @param replaces the version it was made from
     * @throws WindowRefused when the plan has problems, or another version is in force by now
     */
    InForce apply(PlanSource source, long replaces, Decider decider);

    /** @throws WindowRefused when there is no such window, or it would have ended already */
    ManualOverride override(ManualOverride.Action action, Duty duty, Decider decider);

    /** Takes an override back before it ends. @throws WindowRefused when there is none */
    ManualOverride withdraw(long id, Decider decider);

    /** Those that have not ended, first to begin first. */
    List<ManualOverride> overrides();

    Optional<EmergencyStop> stopped();

    /** Stops all bulk work now. Stopping what is stopped changes nothing. */
    EmergencyStop stop(Decider decider);

    /** @throws WindowRefused when nothing is stopped */
    void lift(Decider decider);

    /** @param version 0 where no plan was ever applied: bulk work may always run */
    record InForce(long version, String digest, PlanSource source, Instant since, Decider decider) {}

    /** Who, and why. */
    record Decider(String actor, String reason) {}

    /** What an override is about, and for how long. */
    record Duty(Optional<String> window, Scope scope, Instant from, Instant until) {}
}
