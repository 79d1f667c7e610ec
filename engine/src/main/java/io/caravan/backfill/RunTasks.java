package io.caravan.backfill;

import io.caravan.backfill.Backfill.Kind;
import io.caravan.backfill.PostgresRuns.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes of a recorded run what is to be done, as the plan declares it. */
final class RunTasks implements AutoCloseable {
    private final BackfillPlan plan;
    private final BackfillPorts ports;
    private final PostgresRuns runs;
    private final Scanning scanning;
    private final Map<String, LegacyConnections> databases = new HashMap<>();

    /** Does not connect to the legacy databases yet. */
    RunTasks(BackfillPlan plan, BackfillPorts ports, PostgresRuns runs, Scanning scanning) {
        this.plan = plan;
        this.ports = ports;
        this.runs = runs;
        this.scanning = scanning;
        plan.databases().forEach(legacy -> databases.put(legacy.name(), new LegacyConnections(legacy)));
        plan.selects().forEach(this::connections);
    }

    SourceRun.Task task(LegacySelect select, Run run, PageHandler handler) {
        Coexistence coexistence = plan.coexistence(select.source());
        boolean scans = run.plan().kind() == Kind.SCAN;
        return new SourceRun.Task(
                run.id(),
                select,
                reader(select, Optional.of(run)),
                scans ? scanning.pages(select) : handler,
                scans ? Settle.AT_ONCE : settle(select),
                new RowPage.Terms(plan.watermark(select).map(Watermark::patient), coexistence.skewMicros()),
                scans ? scanning.end(run, runs, select, coexistence.deletes()) : SourceRun.RunEnd.NOTHING);
    }

    /** Of what a run reads, or the first would. */
    LegacyReader reader(LegacySelect select, Optional<Run> run) {
        View view = View.all(select).setBack(plan.coexistence(select.source()).rowSetbackMicros());
        boolean scans = run.isPresent() && run.get().plan().kind() == Kind.SCAN;
        View part = scans
                ? view.keys()
                : view.since(run.flatMap(present -> present.plan().since()).map(LegacyTime::micros));
        return new LegacyReader(connections(select), select, part, ports.clock());
    }

    List<String> problems(LegacySelect select) {
        return new LegacyReader(connections(select), select, View.all(select), ports.clock()).problems();
    }

    /** How long pages wait; empty where they wait for a watermark. */
    Optional<Duration> settleTime(LegacySelect select) {
        return plan.watermark(select).isPresent()
                ? Optional.empty()
                : Optional.of(plan.coexistence(select.source()).settleOf(select));
    }

    /** From when on rows are read that have changed since that run. */
    Instant since(LegacySelect select, Instant mark) {
        return mark.minus(plan.coexistence(select.source()).overlap());
    }

    /** @throws BackfillRefused where rows would be read while nobody hears what changes */
    void requireFeed(LegacySelect select) {
        feedProblem(select).ifPresent(problem -> {
            throw new BackfillRefused(problem);
        });
    }

    Optional<String> feedProblem(LegacySelect select) {
        if (ports.feed().isFed(select.dataClass())
                || !plan.coexistence(select.source()).expectsFeed()) {
            return Optional.empty();
        }
        String label = select.dataClass().label();
        return Optional.of("Nothing listens to live messages of " + label + ", so what changes in legacy."
                + select.source()
                + " while it is read would be missed; declare a source (mllp." + label + ".enabled, file." + label
                + ".directory or kafka." + label + ".topic), or legacy." + select.source()
                + ".feed=none if nobody works in it any more");
    }

    @Override
    public void close() {
        databases.values().forEach(LegacyConnections::close);
    }

    private Settle settle(LegacySelect select) {
        Optional<Watermark> watermark = plan.watermark(select);
        if (watermark.isPresent()) {
            return new WatermarkSettle(
                    connections(select), watermark.get(), ports.feed().marks(watermark.get()), ports.clock());
        }
        Duration time = plan.coexistence(select.source()).settleOf(select);
        return time.isZero()
                ? Settle.AT_ONCE
                : Settle.after(time, "legacy." + select.source() + ".settle", ports.clock());
    }

    private LegacyConnections connections(LegacySelect select) {
        LegacyConnections connections = databases.get(select.source());
        if (connections == null) {
            throw new IllegalArgumentException("backfill." + select.dataClass().label() + "." + select.source()
                    + " reads a legacy database that is not declared; declare legacy." + select.source() + ".url");
        }
        return connections;
    }
}
