package io.caravan.forecast;

import io.caravan.backfill.Backfill;
import io.caravan.message.DataClass;
import io.caravan.replay.Job;
import io.caravan.replay.JobKind;
import io.caravan.replay.JobState;
import io.caravan.replay.ReplayJobs;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All bulk work that is known, and how far it is. */
final class Observed {
    private static final int JOBS = 50;
    private final Backfill backfill;
    private final ReplayJobs jobs;

    Observed(Backfill backfill, ReplayJobs jobs) {
        this.backfill = backfill;
        this.jobs = jobs;
    }

    /**
     * One piece of work.
     *
     * @param rows whether it is rows that it brings; keys, as a scan reads them, go by faster and say nothing about rows
     * @param left empty where the work itself does not know
     */
    record Item(Seen seen, Workload.Kind kind, boolean rows, Optional<Long> left, Optional<Instant> ended) {

        /** As it is measured. */
        Seen metered() {
            return rows
                    ? seen
                    : new Seen(seen.work(), seen.obeys(), Workload.State.NOT_STARTED, seen.run(), seen.records());
        }
    }

    List<Item> items() {
        List<Item> items = new ArrayList<>();
        backfill.status()
                .forEach((dataClass, status) -> status.sources().forEach(source -> items.add(of(dataClass, source))));
        Set<BulkWork> known = new HashSet<>();
        for (Job job : jobs.list(Long.MAX_VALUE, JOBS)) {
            boolean open = job.state() == JobState.RUNNING
                    || job.state() == JobState.PAUSED
                    || job.state() == JobState.STOPPED;
            if (open && job.kind() == JobKind.REPLAY) {
                Item item = of(job);
                // Two jobs of one class are measured as one would be: by the newer.
                if (known.add(item.seen().work())) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    private static Item of(DataClass dataClass, Backfill.SourceStatus source) {
        Seen seen = new Seen(
                new BulkWork(Phase.BACKFILL, dataClass, source.source()),
                true,
                state(source.state()),
                run(source),
                source.rows());
        boolean rows = source.reading().kind() != Backfill.Kind.SCAN;
        return new Item(seen, Workload.Kind.BACKFILL, rows, Optional.empty(), source.finishedAt());
    }

    /** What tells one run from the next. */
    static long run(Backfill.SourceStatus source) {
        return source.startedAt()
                .map(start -> ChronoUnit.MICROS.between(Instant.EPOCH, start))
                .orElse(0L);
    }

    private static Item of(Job job) {
        DataClass dataClass =
                job.selected().classes().stream().min(Comparator.naturalOrder()).orElse(DataClass.ADT);
        Seen seen = new Seen(
                new BulkWork(Phase.REPLAY, dataClass, ""),
                job.terms().inWindows(),
                state(job.state()),
                job.id(),
                job.progress().ended());
        Optional<Long> left = Optional.of(job.progress().left());
        return new Item(
                seen, Workload.Kind.job(job.id()), true, left, job.times().ended());
    }

    private static Workload.State state(Backfill.State state) {
        return switch (state) {
            case IDLE -> Workload.State.NOT_STARTED;
            case RUNNING, WAITING -> Workload.State.GOING;
            case PAUSED -> Workload.State.PAUSED;
            case FAILED -> Workload.State.FAILED;
            case DONE -> Workload.State.DONE;
        };
    }

    private static Workload.State state(JobState state) {
        return switch (state) {
            case RUNNING -> Workload.State.GOING;
            case PAUSED -> Workload.State.PAUSED;
            case STOPPED -> Workload.State.FAILED;
            case DONE, CANCELLED -> Workload.State.DONE;
        };
    }
}
