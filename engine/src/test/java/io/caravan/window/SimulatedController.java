package io.caravan.window;

import io.caravan.audit.PostgresAuditLog;
import io.caravan.sql.Database;
import io.caravan.testkit.SettableClock;
import io.caravan.window.Windows.Decider;
import io.caravan.window.Windows.Duty;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The real controller on a real database, with one work that wants to run, under a clock that is turned. */
public final class SimulatedController implements AutoCloseable {
    private static final Decider ANNA = new Decider("anna", "as agreed");

    private final Database database;
    private final Plan plan;
    private final SettableClock clock;
    private final BulkWork work;
    private final Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private PostgresWindows windows;
    private WindowController controller;
    private Instant looked;
    private long records;

    public SimulatedController(Database database, Plan plan, SettableClock clock, BulkWork work, Path folder) {
        this.database = database;
        this.plan = plan;
        this.clock = clock;
        this.work = work;
        this.folder = folder;
        this.looked = clock.instant();
        restart();
        windows.apply(new PlanSource("nights", Map.of()), 0, ANNA);
    }

    /** As a new process would begin: it knows nothing but what the database says. */
    public void restart() {
        close();
        tick();
        windows = new PostgresWindows(
                database, source -> plan, new PostgresAuditLog(database, clock, folder.resolve("audit.head")), clock);
        records = 0;
        BulkWorker worker = new BulkWorker() {
            @Override
            public List<Doing> doing() {
                return List.of(new Doing(work, true, 0, records));
            }

            @Override
            public void wake() {
                // It asks at each step of the clock.
            }
        };
        controller = new WindowController(
                windows, database, List.of(worker), new WindowController.Clocks(clock, nanos::get));
    }

    public Windows windows() {
        return windows;
    }

    /** @param done since the last start */
    public void look(long done) {
        tick();
        records = done;
        controller.look();
    }

    private void tick() {
        nanos.addAndGet(Duration.between(looked, clock.instant()).toNanos());
        looked = clock.instant();
    }

    public void override(ManualOverride.Action action, Instant from, Instant until) {
        windows.override(action, new Duty(Optional.of("nights"), Scope.ALL, from, until), ANNA);
    }

    /** When each session began, by the opening it belongs to, and what was done in it. */
    public List<Session> sessions() {
        return database.inTransaction(connection -> {
            List<Session> sessions = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("select opens_at, records from window_session order by opens_at")) {
                while (rows.next()) {
                    sessions.add(new Session(rows.getTimestamp(1).toInstant(), rows.getLong(2)));
                }
            }
            return sessions;
        });
    }

    public record Session(Instant opens, long records) {}

    @Override
    public void close() {
        if (controller != null) {
            controller.close();
        }
    }
}
