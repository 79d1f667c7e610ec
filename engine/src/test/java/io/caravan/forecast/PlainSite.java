package io.caravan.forecast;

import io.caravan.testkit.SettableClock;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.ManualOverride;
import io.caravan.window.Plan;
import io.caravan.window.Schedule;
import io.caravan.window.Scope;
import io.caravan.window.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schedule alone, without a database. */
final class PlainSite implements SimulatedMigration.Site {
    private static final Duration MEMORY = Duration.ofDays(60);

    private final Plan plan;
    private final SettableClock clock;
    private final List<ManualOverride> overrides = new ArrayList<>();
    private final Map<Instant, Map<Limit, RateSample>> hours = new HashMap<>();
    private Schedule schedule;
    private Map<BulkWork, Meter.Mark> marks = Map.of();

    PlainSite(Plan plan, SettableClock clock) {
        this.plan = plan;
        this.clock = clock;
        this.schedule = new Schedule(plan, List.of(), Optional.empty());
    }

    @Override
    public Standing ask() {
        return schedule.at(SimulatedMigration.WORK, clock.instant());
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public void override(ManualOverride.Action action, Instant from, Instant until) {
        overrides.add(new ManualOverride(
                overrides.size() + 1L, action, Optional.of("nights"), Scope.ALL, from, until, "anna", "asked"));
        schedule = new Schedule(plan, overrides, Optional.empty());
    }

    @Override
    public void look(long done) {
        // Nobody keeps sessions here.
    }

    @Override
    public Meter start() {
        return new Meter(marks);
    }

    @Override
    public void keep(Meter.Measured measured) {
        marks = measured.marks();
        measured.additions().forEach(addition -> keep(addition.sample()));
        hours.keySet().removeIf(hour -> hour.isBefore(clock.instant().minus(MEMORY)));
    }

    private void keep(RateSample sample) {
        hours.computeIfAbsent(sample.hour(), none -> new HashMap<>())
                .merge(
                        sample.limit(),
                        sample,
                        (one, other) -> new RateSample(
                                one.hour(),
                                one.limit(),
                                one.records() + other.records(),
                                one.openSeconds() + other.openSeconds(),
                                one.busySeconds() + other.busySeconds()));
    }

    @Override
    public List<RateSample> samples() {
        return hours.values().stream()
                .flatMap(byLimit -> byLimit.values().stream())
                .toList();
    }
}
