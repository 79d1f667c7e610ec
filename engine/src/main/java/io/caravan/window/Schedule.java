package io.caravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that decides whether bulk work may run. What it answers depends on the instant alone: the controller, the preview and
 * the forecast ask the same object. Blackout beats manual close, that beats manual open, that beats the weekly openings.
 */
public final class Schedule {
    /** No windows: bulk work may always run. */
    public static final Schedule ALWAYS_OPEN = new Schedule(Plan.NONE, List.of(), Optional.empty());

    private final Plan plan;
    private final List<ManualOverride> overrides;
    private final Optional<EmergencyStop> stop;

    public Schedule(Plan plan, List<ManualOverride> overrides, Optional<EmergencyStop> stop) {
        this.plan = plan;
        this.overrides = List.copyOf(overrides);
        this.stop = stop;
    }

    public Plan plan() {
        return plan;
    }

    /** As it would be with another plan: what was decided by hand, and an emergency stop, stay as they are. */
    public Schedule under(Plan other) {
        return new Schedule(other, overrides, stop);
    }

    public Standing at(BulkWork work, Instant at) {
        throw new UnsupportedOperationException();
    }

    /** How it stands all the time between, without gaps; the standing of each is that of every instant in it. */
    public List<Stretch> stretches(BulkWork work, Instant from, Instant to) {
        throw new UnsupportedOperationException();
    }
}
