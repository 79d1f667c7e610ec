package io.caravan.backfill;

import io.caravan.backfill.Backfill.Kind;
import io.caravan.backfill.Backfill.Reading;
import io.caravan.backfill.Backfill.SourceStatus;
import io.caravan.backfill.Backfill.State;
import io.caravan.backfill.Backfill.Status;
import io.caravan.backfill.PostgresRuns.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells runs as the status shows them. */
final class RunStatus {
    private final PostgresRuns runs;
    private final PostgresSegments segments;
    private final RunTasks tasks;

    RunStatus(PostgresRuns runs, PostgresSegments segments, RunTasks tasks) {
        this.runs = runs;
        this.segments = segments;
        this.tasks = tasks;
    }

    Status of(List<LegacySelect> selects) {
        return total(selects.stream().map(this::of).toList());
    }

    private SourceStatus of(LegacySelect select) {
        Optional<Duration> settle = tasks.settleTime(select);
        Optional<Run> found = runs.find(select.dataClass(), select.source());
        if (found.isEmpty()) {
            Reading nothing = new Reading(Kind.ALL, Optional.empty(), Duration.ZERO, settle);
            return new SourceStatus(
                    select.source(),
                    State.IDLE,
                    0,
                    0,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    nothing);
        }
        Run run = found.get();
        PostgresSegments.Totals totals = segments.totals(run.id());
        Reading reading = new Reading(
                run.plan().kind(),
                run.plan().since(),
                Duration.of(run.marks().clockDifference(), ChronoUnit.MICROS),
                settle);
        return new SourceStatus(
                select.source(),
                run.state(),
                totals.rows(),
                totals.segments(),
                run.why().reason(),
                run.why().until(),
                run.marks().startedAt(),
                run.marks().finishedAt(),
                reading);
    }

    /** The state of the source that needs most attention, the sum of rows. */
    private static Status total(List<SourceStatus> sources) {
        SourceStatus leading = sources.stream()
                .max(Comparator.comparingInt(source -> attention(source.state())))
                .orElseThrow();
        Optional<Instant> started =
                sources.stream().flatMap(source -> source.startedAt().stream()).min(Comparator.naturalOrder());
        Optional<Instant> finished = leading.state() == State.DONE
                ? sources.stream()
                        .flatMap(source -> source.finishedAt().stream())
                        .max(Comparator.naturalOrder())
                : Optional.empty();
        long rows = sources.stream().mapToLong(SourceStatus::rows).sum();
        return new Status(leading.state(), rows, leading.reason(), leading.until(), started, finished, sources);
    }

    private static int attention(State state) {
        return switch (state) {
            case DONE -> 0;
            case IDLE -> 1;
            case RUNNING -> 2;
            case WAITING -> 3;
            case PAUSED -> 4;
            case FAILED -> 5;
        };
    }
}
