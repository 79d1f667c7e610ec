package io.caravan.backfill;

import io.caravan.backfill.Backfill.Size;
import io.caravan.backfill.PostgresRuns.Run;
import io.caravan.backfill.PostgresSegments.Segment;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many rows a run has in all: those of the ranges that were read, and those after the greatest. */
final class RunSize {
    private static final Logger LOG = LoggerFactory.getLogger(RunSize.class);
    private final PostgresSegments segments;
    private final RunTasks tasks;

    RunSize(PostgresSegments segments, RunTasks tasks) {
        this.segments = segments;
        this.tasks = tasks;
    }

    Optional<Size> of(LegacySelect select, Optional<Run> run, Duration limit) {
        Optional<Segment> greatest = run.flatMap(present -> segments.findGreatest(present.id()));
        long read = greatest.map(last -> segments.rowsUpTo(run.orElseThrow().id(), last.ordinal()))
                .orElse(0L);
        try {
            return tasks.reader(select, run)
                    .countAfter(greatest.map(Segment::to), limit)
                    .map(after -> new Size(read + after.rows(), after.counted()));
        } catch (SQLException | LegacyProblem e) {
            String why =
                    e instanceof SQLException failure ? Failures.describe(failure) : String.valueOf(e.getMessage());
            LOG.info("The rows of {} could not be counted: {}", select.file(), why);
            return Optional.empty();
        }
    }
}
