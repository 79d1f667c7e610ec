package io.caravan.replay;

import io.caravan.audit.AuditLog;
import io.caravan.ledger.Redeliveries;
import io.caravan.ledger.Redeliveries.Handed;
import io.caravan.replay.RedeliveryTable.Redelivery;
import io.caravan.sql.Database;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import io.caravan.window.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Hands a class's resources over to be delivered again, a bounded number at a time. How far it has come is written with what
 * is handed over, so that after a crash it goes on there; a second delivery of the same version does no harm.
 */
final class RedeliverySteps implements JobRunner.Steps {
    private static final int MOST_UNDER_WAY = 500;

    private final Database database;
    private final Tables tables;
    private final Redeliveries redeliveries;
    private final AuditLog audit;
    private final PostgresReplayJobs.Gates gates;
    private final InstantSource clock;

    record Tables(JobTable jobs, RedeliveryTable redelivery, Freezer freezer) {}

    RedeliverySteps(
            Database database,
            Tables tables,
            Redeliveries redeliveries,
            AuditLog audit,
            PostgresReplayJobs.Gates gates,
            InstantSource clock) {
        this.database = database;
        this.tables = tables;
        this.redeliveries = redeliveries;
        this.audit = audit;
        this.gates = gates;
        this.clock = clock;
    }

    /** @param arrived since the step before */
    private record Stepped(boolean moved, int handed, long arrived, Runnable committed) {
        static final Stepped NOTHING = new Stepped(false, 0, 0, () -> {});
    }

    @Override
    public void takeUp(Job job) {
        // What was handed over stands in the database: nothing is forgotten.
    }

    @Override
    public boolean step(Job job, Momentum momentum) {
        Stepped stepped = database.inRepeatedTransaction(connection -> step(connection, job, momentum));
        momentum.stepped(new ItemTable.Ended(stepped.arrived(), 0, 0), stepped.handed(), true);
        stepped.committed().run();
        return stepped.moved();
    }

    private Stepped step(Connection connection, Job job, Momentum momentum) throws SQLException {
        Redelivery redelivery = tables.redelivery().lock(connection, job.id());
        Job now = tables.jobs().find(connection, job.id()).orElseThrow();
        long underWay = redeliveries.underWay(connection, redelivery.dataClass());
        long arrived =
                Math.max(0, redelivery.handed() - underWay - now.progress().replayed());
        boolean cancelled = now.state() == JobState.CANCELLED;
        boolean away = redeliveries.away(redelivery.dataClass()).isPresent();
        if (underWay == 0 && (cancelled || (!away && redelivery.after().equals(RedeliveryTable.END)))) {
            return end(connection, now, redelivery, momentum.speedWith(arrived));
        }
        boolean runs = now.state() == JobState.RUNNING;
        Standing standing = runs ? ask(now, redelivery) : Standing.ALWAYS;
        String shut = runs ? shut(standing, redelivery) : "";
        if (!shut.isEmpty() && !shut.equals(now.standing().why())) {
            Job.Standing waits = new Job.Standing(JobState.RUNNING, shut);
            tables.jobs().stand(connection, job.id(), waits, false, clock.instant());
        }
        int permits = runs && shut.isEmpty() && !redelivery.after().equals(RedeliveryTable.END)
                ? permits(momentum, standing, redelivery, underWay)
                : 0;
        boolean hands = permits > 0;
        if (!hands) {
            if (arrived == 0 || !shut.isEmpty()) {
                return Stepped.NOTHING;
            }
            write(connection, now, redelivery, redelivery.handed(), underWay, momentum.speedWith(arrived));
            return new Stepped(false, 0, arrived, () -> {});
        }
        Handed handed =
                redeliveries.hand(connection, redelivery.dataClass(), redelivery.span(), redelivery.after(), permits);
        Redelivery further = new Redelivery(
                redelivery.dataClass(),
                redelivery.span(),
                handed.end() ? RedeliveryTable.END : handed.last(),
                redelivery.handed() + handed.resources());
        write(connection, now, further, further.handed(), underWay + handed.resources(), momentum.speedWith(arrived));
        return new Stepped(true, handed.resources(), arrived, handed.committed());
    }

    private Stepped end(Connection connection, Job job, Redelivery redelivery, double speed) throws SQLException {
        long arrived = redelivery.handed() - job.progress().replayed();
        write(connection, job, redelivery, redelivery.handed(), 0, speed);
        JobState state = job.state() == JobState.CANCELLED ? JobState.CANCELLED : JobState.DONE;
        String why = job.state() == JobState.CANCELLED ? job.standing().why() : "";
        tables.jobs().stand(connection, job.id(), new Job.Standing(state, why), true, clock.instant());
        tables.freezer().release(connection, job.id());
        String detail = redelivery.handed() + " resources handed over, of "
                + job.progress().total();
        AuditLog.Committed committed = audit.record(
                connection,
                List.of(new AuditLog.Event("caravan", "job-" + Words.of(state), "job/" + job.id(), detail)));
        return new Stepped(true, 0, arrived, committed::told);
    }

    private void write(Connection connection, Job job, Redelivery at, long handed, long underWay, double speed)
            throws SQLException {
        tables.redelivery().handed(connection, job.id(), at.after(), handed, underWay, speed, clock.instant());
    }

    private int permits(Momentum momentum, Standing standing, Redelivery redelivery, long underWay) {
        int room = (int) Math.max(0, MOST_UNDER_WAY - underWay);
        int most = Math.min(room, momentum.permits(standing.limit()));
        return most == 0 ? 0 : gates.throttles().target(redelivery.dataClass()).bulkNow(most);
    }

    private Standing ask(Job job, Redelivery redelivery) {
        return gates.ask(
                new BulkWork(Phase.REPLAY, redelivery.dataClass(), ""),
                job.terms().inWindows());
    }

    private String shut(Standing standing, Redelivery redelivery) {
        Optional<String> away = redeliveries.away(redelivery.dataClass());
        if (away.isPresent()) {
            return "the target is away (" + away.get() + ")";
        }
        if (standing.isOpen()) {
            return "";
        }
        return standing.reason().isEmpty() ? "bulk work may not run now" : standing.reason();
    }
}
