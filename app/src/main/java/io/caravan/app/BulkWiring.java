package io.caravan.app;

import io.caravan.alert.Condition;
import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.backfill.BackfillPorts;
import io.caravan.backfill.FeedWatch;
import io.caravan.backfill.PostgresBackfill;
import io.caravan.backfill.PostgresSegments;
import io.caravan.backfill.RunSettings;
import io.caravan.backfill.Tombstones;
import io.caravan.cli.CommandFailure;
import io.caravan.cli.ExitCode;
import io.caravan.config.Settings;
import io.caravan.config.WindowFiles;
import io.caravan.crypto.KeyRing;
import io.caravan.deadletter.PostgresDeadLetters;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.forecast.Forecasts;
import io.caravan.forecast.PostgresForecasts;
import io.caravan.ledger.PostgresLedger;
import io.caravan.replay.PostgresReplayJobs;
import io.caravan.replay.ReplayJobs;
import io.caravan.sql.Database;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import io.caravan.window.PlanReader;
import io.caravan.window.PlanSource;
import io.caravan.window.PostgresWindows;
import io.caravan.window.WindowController;
import io.caravan.window.WindowRefused;
import io.caravan.window.Windows;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bulk work, and what says when it may run. */
final class BulkWiring {
    private static final Logger LOG = LoggerFactory.getLogger(BulkWiring.class);

    private final Settings settings;
    private final Database database;
    private final KeyRing keys;
    private final InstantSource clock;
    private final Closing closing;

    BulkWiring(Settings settings, Database database, KeyRing keys, InstantSource clock, Closing closing) {
        this.settings = settings;
        this.database = database;
        this.keys = keys;
        this.clock = clock;
        this.closing = closing;
    }

    /** What was in force before, or at the first start with windows what the site's files say. */
    PostgresWindows windows(AuditLog audit) {
        PostgresWindows windows = new PostgresWindows(database, PlanReader::plan, audit, clock);
        try {
            PlanSource files = WindowFiles.seed(settings.folders());
            if (!windows.seed(files)) {
                LOG.warn(
                        "{} differs from version {} of the windows, which is in force; see: caravan window list",
                        WindowFiles.NAME,
                        windows.inForce().version());
            }
        } catch (WindowRefused e) {
            throw new CommandFailure(ExitCode.REFUSED, WindowFiles.NAME + " is refused:\n" + e.getMessage());
        }
        return windows;
    }

    PostgresBackfill backfill(PostgresSegments segments, BulkGate gate, Throttles throttles, PostgresLedger ledger) {
        Plans plans = new Plans(settings);
        return closing.add(
                "backfill",
                new PostgresBackfill(
                        database,
                        segments,
                        keys.keyedHash(),
                        plans.backfill(),
                        new BackfillPorts(
                                gate,
                                new FeedWatch(plans.fed(), plans.backfill().watermarks()),
                                new Tombstones(ledger, plans.knowledge().rowMappers()),
                                throttles,
                                clock),
                        new RunSettings(
                                settings.sources().backfillWorkers(),
                                RunSettings.DEFAULT.maxAttempts(),
                                RunSettings.DEFAULT.firstPause(),
                                RunSettings.DEFAULT.maxPause())));
    }

    Forecasts forecasts(Backfill backfill, ReplayJobs jobs, Windows windows) {
        PostgresForecasts forecasts = closing.add(
                "forecast",
                new PostgresForecasts(
                        database,
                        new PostgresForecasts.Ports(backfill, jobs, windows::schedule, clock),
                        settings.sources().backfillWorkers()));
        forecasts.start();
        return forecasts;
    }

    PostgresReplayJobs jobs(
            PostgresDeadLetters letters,
            PostgresLedger ledger,
            PatientOrderDispatcher dispatcher,
            BulkGate gate,
            Throttles throttles,
            AuditLog audit) {
        PostgresReplayJobs jobs = closing.add(
                "jobs",
                new PostgresReplayJobs(
                        database,
                        keys.keyedHash(),
                        new PostgresReplayJobs.Work(letters, ledger.redeliveries()),
                        audit,
                        new PostgresReplayJobs.Gates(new ClassGate(dispatcher), gate, throttles),
                        PostgresReplayJobs.MAX_REPLAYS,
                        clock));
        jobs.start();
        return jobs;
    }

    /** Compares what may run with what runs. @return what people are told of it */
    List<Condition> controller(PostgresWindows windows, PostgresBackfill backfill, PostgresReplayJobs jobs) {
        windows.follow(jobs::wake);
        WindowController controller = closing.add(
                "controller of windows",
                new WindowController(windows, database, List.of(backfill), WindowController.Clocks.of(clock)));
        controller.start();
        return controller.conditions();
    }
}
