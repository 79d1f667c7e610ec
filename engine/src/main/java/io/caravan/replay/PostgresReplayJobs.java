package io.caravan.replay;

import io.caravan.audit.AuditLog;
import io.caravan.crypto.KeyedHash;
import io.caravan.deadletter.Replays;
import io.caravan.ledger.Redeliveries;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWork;
import io.caravan.window.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The jobs in PostgreSQL, and the thread that brings them forward. */
public final class PostgresReplayJobs implements ReplayJobs, AutoCloseable {
    /** A letter that jobs have replayed so often is skipped: it would fail once more. */
    public static final int MAX_REPLAYS = 10;

    private final Database database;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Redeliveries redeliveries;
    private final JobTable jobs = new JobTable();
    private final RedeliveryTable redelivery = new RedeliveryTable();
    private final ItemTable items = new ItemTable();
    private final Freezer freezer;
    private final JobRunner runner;

    /**
     * When bulk work may run.
     *
     * @param classes shut while a class takes nothing at all; every job asks
     * @param windows shut outside the hours of bulk work, which jobs obey that are told so, and by an emergency stop, which all obey
     */
    public record Gates(BulkGate classes, BulkGate windows, Throttles throttles) {

        /** Without limits. */
        public Gates(BulkGate classes, BulkGate windows) {
            this(classes, windows, Throttles.free(System::nanoTime));
        }

        /** What of the windows is about this job. */
        Standing ask(BulkWork work, boolean inWindows) {
            Standing standing = windows.ask(work);
            return inWindows || standing.level() == Standing.Level.STOPPED ? standing : Standing.ALWAYS;
        }
    }

    /** What jobs do their work with: dead letters, and targets. */
    public record Work(Replays replays, Redeliveries redeliveries) {}

    public PostgresReplayJobs(
            Database database,
            KeyedHash hash,
            Work work,
            AuditLog audit,
            Gates gates,
            int maxReplays,
            InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.redeliveries = work.redeliveries();
        this.freezer = new Freezer(hash);
        LetterSteps steps = new LetterSteps(
                database,
                new LetterSteps.Tables(jobs, items, freezer),
                work.replays(),
                audit,
                gates,
                maxReplays,
                clock);
        RedeliverySteps resources = new RedeliverySteps(
                database, new RedeliverySteps.Tables(jobs, redelivery, freezer), redeliveries, audit, gates, clock);
        this.runner = new JobRunner(database, jobs, Map.of(JobKind.REPLAY, steps, JobKind.REDELIVER, resources));
    }

    /** The gates may answer otherwise now. */
    public void wake() {
        runner.wake();
    }

    /** Goes on with jobs that have not ended. */
    public void start() {
        runner.start();
    }

    @Override
    public JobPreview preview(Selection selection) {
        return database.inTransaction(connection -> freezer.preview(connection, selection));
    }

    @Override
    public Job create(Selection selection, JobTerms terms, JobRequest request) {
        Instant now = clock.instant();
        JobTable.NewJob wanted = new JobTable.NewJob(
                JobKind.REPLAY, request, new Job.Selected(selection.words(), selection.states(), Set.of()), terms);
        Audited<Job> created = database.inRepeatedTransaction(connection -> {
            OptionalLong id = jobs.add(connection, wanted, now);
            if (id.isEmpty()) {
                Job known = jobs.find(connection, request.request()).orElseThrow();
                return new Audited<>(known, () -> {});
            }
            freeze(connection, id.getAsLong(), selection);
            Job job = jobs.find(connection, id.getAsLong()).orElseThrow();
            String detail =
                    job.progress().total() + " letters, " + job.selected().words() + ": " + request.reason();
            return new Audited<>(job, record(connection, request.actor(), "job-create", job.id(), detail));
        });
        created.committed().told();
        runner.wake();
        return created.value();
    }

    @Override
    public Job redeliver(DataClass dataClass, Instant since, JobTerms terms, JobRequest request) {
        if (!redeliveries.hasTarget(dataClass)) {
            throw new JobRefused("The resources of " + dataClass.label()
                    + " stay in Caravan's own database: there is no other target to deliver them to");
        }
        Instant now = clock.instant();
        String words = "resources of " + dataClass.label() + " changed since " + since;
        JobTable.NewJob wanted = new JobTable.NewJob(
                JobKind.REDELIVER, request, new Job.Selected(words, Set.of(), Set.of(dataClass)), terms);
        Redeliveries.Span span = new Redeliveries.Span(since, now);
        Audited<Job> created = database.inRepeatedTransaction(connection -> {
            OptionalLong id = jobs.add(connection, wanted, now);
            if (id.isEmpty()) {
                Job known = jobs.find(connection, request.request()).orElseThrow();
                return new Audited<>(known, () -> {});
            }
            long job = id.getAsLong();
            if (!redelivery.claim(connection, job, dataClass)) {
                throw new JobRefused("Another job delivers to the target of " + dataClass.label()
                        + " and has not ended; wait for it, or cancel it");
            }
            redelivery.begin(connection, job, dataClass, span, redeliveries.count(connection, dataClass, span));
            return new Audited<>(
                    jobs.find(connection, job).orElseThrow(),
                    record(connection, request.actor(), "job-create", job, words + ": " + request.reason()));
        });
        created.committed().told();
        runner.wake();
        return created.value();
    }

    private void freeze(Connection connection, long id, Selection selection) throws SQLException {
        long total = freezer.freeze(connection, id, selection);
        if (total == 0) {
            throw new JobRefused("There is nothing to replay: only open and held dead letters can be replayed");
        }
        if (freezer.claim(connection, id) > 0) {
            List<Long> others = freezer.busy(connection, selection).stream()
                    .filter(other -> other != id)
                    .toList();
            throw new JobRefused("Job " + (others.isEmpty() ? "" : others.get(0))
                    + " has not ended and works on the same" + " source; wait for it, or cancel it");
        }
        jobs.freeze(connection, id, total);
    }

    @Override
    public List<Job> list(long beforeId, int limit) {
        return database.inTransaction(connection -> jobs.list(connection, beforeId, limit));
    }

    @Override
    public Optional<Job> find(long id) {
        return database.inTransaction(connection -> jobs.find(connection, id));
    }

    @Override
    public List<JobItem> items(long id, List<ItemState> states, long afterOrdinal, int limit) {
        return database.inTransaction(connection -> items.list(connection, id, states, afterOrdinal, limit));
    }

    @Override
    public long newcomers(long id) {
        return database.inTransaction(connection -> {
            Optional<Job> job = jobs.find(connection, id);
            return job.isPresent() ? freezer.newcomers(connection, job.get()) : 0L;
        });
    }

    @Override
    public Job pause(long id, String actor, String reason) {
        return change(
                id, JobState.PAUSED, new Change(actor, "job-pause", reason), job -> job.state() == JobState.RUNNING);
    }

    @Override
    public Job resume(long id, String actor, String reason) {
        return change(
                id,
                JobState.RUNNING,
                new Change(actor, "job-resume", reason),
                job -> job.state() == JobState.PAUSED || job.state() == JobState.STOPPED);
    }

    @Override
    public Job cancel(long id, String actor, String reason) {
        return change(
                id,
                JobState.CANCELLED,
                new Change(actor, "job-cancel", reason),
                job -> job.state().isOpen());
    }

    /** Stops the thread; the jobs go on at the next start. */
    @Override
    public void close() {
        runner.close();
    }

    private Job change(long id, JobState to, Change change, Allowed allowed) {
        Audited<Job> changed = database.inRepeatedTransaction(connection -> {
            Job job = jobs.lock(connection, id).orElseThrow(() -> new JobRefused("There is no job " + id));
            if (job.state() == to) {
                return new Audited<>(job, () -> {});
            }
            if (!allowed.is(job)) {
                throw new JobRefused("Job " + id + " is " + Words.of(job.state()) + ", so this cannot be done with it");
            }
            String why = to == JobState.RUNNING ? "" : change.reason();
            boolean ended = to == JobState.CANCELLED && job.progress().inFlight() == 0;
            jobs.stand(connection, id, new Job.Standing(to, why), ended, clock.instant());
            if (ended) {
                freezer.release(connection, id);
            }
            AuditLog.Committed committed = record(connection, change.actor(), change.action(), id, change.reason());
            return new Audited<>(jobs.find(connection, id).orElseThrow(), committed);
        });
        changed.committed().told();
        runner.wake();
        return changed.value();
    }

    private AuditLog.Committed record(Connection connection, String actor, String action, long id, String detail)
            throws SQLException {
        return audit.record(connection, List.of(new AuditLog.Event(actor, action, "job/" + id, detail)));
    }

    private record Change(String actor, String action, String reason) {}

    private interface Allowed {
        boolean is(Job job);
    }

    /** What a transaction gave, and what is to be told once it has committed. */
    record Audited<T>(T value, AuditLog.Committed committed) {}
}
