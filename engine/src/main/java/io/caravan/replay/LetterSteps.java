package io.caravan.replay;

import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.Replays;
import io.caravan.replay.ItemTable.Ended;
import io.caravan.replay.ItemTable.Next;
import io.caravan.sql.Database;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.Phase;
import io.caravan.window.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a job forward by a step: notes which of its letters have ended, and submits the next ones. All of a step is one
 * transaction: a letter is replaying, its outcome taken back, its item submitted and its audit record written, or nothing of
 * it. Used by one thread.
 */
final class LetterSteps implements JobRunner.Steps {
    private final Database database;
    private final Tables tables;
    private final Replays replays;
    private final AuditLog audit;
    private final PostgresReplayJobs.Gates gates;
    private final int maxReplays;
    private final InstantSource clock;

    record Tables(JobTable jobs, ItemTable items, Freezer freezer) {}

    LetterSteps(
            Database database,
            Tables tables,
            Replays replays,
            AuditLog audit,
            PostgresReplayJobs.Gates gates,
            int maxReplays,
            InstantSource clock) {
        this.database = database;
        this.tables = tables;
        this.replays = replays;
        this.audit = audit;
        this.gates = gates;
        this.maxReplays = maxReplays;
        this.clock = clock;
    }

    /**
     * What a step did.
     *
     * @param submitted to be dispatched
     * @param nothingLeft whether nothing was under way before these were submitted
     */
    private record Done(
            Ended settled,
            List<DeadLetter> submitted,
            boolean moved,
            boolean nothingLeft,
            AuditLog.Committed committed) {
        static Done settledOnly(Ended settled, Job job) {
            return new Done(
                    settled, List.of(), settled.all() > 0, job.progress().inFlight() == 0, () -> {});
        }
    }

    /**
     * What was submitted before may not have reached the dispatcher: the process ended between, or nobody knows whether the
     * transaction has committed. It is dispatched again, in order; what is there already is not doubled.
     */
    @Override
    public void takeUp(Job job) {
        replays.dispatch(database.inTransaction(
                connection -> replays.replaying(connection, tables.items().underWay(connection, job.id()))));
    }

    @Override
    public boolean step(Job job, Momentum momentum) {
        int permits = momentum.permits();
        Done done = database.inRepeatedTransaction(connection -> {
            Ended settled = tables.items().settle(connection, job.id());
            Job now = settled.all() == 0
                    ? job
                    : tables.jobs()
                            .count(connection, job.id(), settled, momentum.speedWith(settled.all()), clock.instant());
            return advance(connection, now, settled, permits, momentum);
        });
        momentum.stepped(done.settled(), done.submitted().size(), done.nothingLeft());
        done.committed().told();
        replays.dispatch(done.submitted());
        return done.moved();
    }

    private Done advance(Connection connection, Job job, Ended settled, int permits, Momentum momentum)
            throws SQLException {
        Course.Step step = Course.next(job, momentum.successesWith(settled));
        boolean mustDrain = momentum.isDraining() && job.progress().inFlight() > 0;
        int wanted = mustDrain ? 0 : Math.min(step.submit(), permits);
        if (step.ended() || !step.standing().equals(job.standing())) {
            return stand(connection, job, step, settled);
        }
        if (wanted == 0 || job.state() != JobState.RUNNING) {
            return Done.settledOnly(settled, job);
        }
        boolean stillRuns = tables.jobs()
                .lock(connection, job.id())
                .filter(present -> present.state() == JobState.RUNNING)
                .isPresent();
        return stillRuns ? submit(connection, job, settled, wanted, momentum) : Done.settledOnly(settled, job);
    }

    private Done stand(Connection connection, Job job, Course.Step step, Ended settled) throws SQLException {
        boolean asBefore = tables.jobs()
                .lock(connection, job.id())
                .filter(present -> present.state() == job.state())
                .isPresent();
        if (!asBefore) { // a person was quicker: the next step sees it
            return Done.settledOnly(settled, job);
        }
        tables.jobs().stand(connection, job.id(), step.standing(), step.ended(), clock.instant());
        if (step.ended()) {
            tables.freezer().release(connection, job.id());
        }
        if (step.standing().state() == job.state()) {
            return Done.settledOnly(settled, job);
        }
        Job.Progress progress = job.progress();
        String detail = progress.replayed() + " replayed, " + progress.superseded() + " superseded, "
                + progress.failed() + " failed again, " + progress.skipped() + " skipped, of " + progress.total();
        AuditLog.Event event =
                new AuditLog.Event("caravan", "job-" + Words.of(step.standing().state()), "job/" + job.id(), detail);
        return new Done(settled, List.of(), true, true, audit.record(connection, List.of(event)));
    }

    private Done submit(Connection connection, Job job, Ended settled, int wanted, Momentum momentum)
            throws SQLException {
        List<Next> next =
                tables.items().next(connection, job.id(), job.progress().taken(), wanted);
        Open found = whereOpen(job, next);
        String shut = found.shut();
        List<Next> open = atTheirRate(found, momentum);
        if (open.isEmpty()) {
            if (!shut.equals(job.standing().why())) {
                Job.Standing waits = new Job.Standing(JobState.RUNNING, shut);
                tables.jobs().stand(connection, job.id(), waits, false, clock.instant());
            }
            return Done.settledOnly(settled, job);
        }
        List<Long> ids = open.stream()
                .filter(item -> item.replays() < maxReplays)
                .map(Next::letterId)
                .toList();
        String actor = job.request().actor();
        String reason = "job " + job.id() + ": " + job.request().reason();
        List<DeadLetter> replaying =
                replays.begin(connection, ids, job.selected().states(), new Decision(actor, reason));
        tables.items().take(connection, job.id(), open, replaying);
        int skipped = open.size() - replaying.size();
        tables.jobs().submitted(connection, job.id(), replaying.size(), skipped, clock.instant());
        AuditLog.Committed committed = audit.record(
                connection,
                replaying.stream()
                        .map(letter -> new AuditLog.Event(actor, "replay", "deadletter/" + letter.id(), reason))
                        .toList());
        return new Done(settled, replaying, true, job.progress().inFlight() == 0, committed);
    }

    /**
     * The items before the first whose class is shut.
     *
     * @param shut why it is; empty where none is
     * @param limit of the windows they are in
     */
    private record Open(List<Next> items, String shut, Limit limit) {}

    private Open whereOpen(Job job, List<Next> next) {
        List<Next> open = new ArrayList<>();
        Limit limit = Limit.NONE;
        Map<BulkWork, Standing> standings = new HashMap<>();
        for (Next item : next) {
            Standing standing = standings.computeIfAbsent(
                    new BulkWork(Phase.REPLAY, item.dataClass(), item.source()), work -> ask(job, work));
            if (!standing.isOpen()) {
                String why = standing.reason().isEmpty() ? "bulk work may not run now" : standing.reason();
                return new Open(open, why, limit);
            }
            limit = limit.and(standing.limit());
            open.add(item);
        }
        return new Open(open, "", limit);
    }

    /** As many as the window and the targets let go now. */
    private List<Next> atTheirRate(Open open, Momentum momentum) {
        int most = Math.min(open.items().size(), momentum.permits(open.limit()));
        int may = 0;
        while (may < most
                && gates.throttles().target(open.items().get(may).dataClass()).bulkNow(1) > 0) {
            may++;
        }
        return open.items().subList(0, may);
    }

    private Standing ask(Job job, BulkWork work) {
        Standing standing = gates.classes().ask(work);
        return standing.isOpen() ? gates.ask(work, job.terms().inWindows()) : standing;
    }
}
