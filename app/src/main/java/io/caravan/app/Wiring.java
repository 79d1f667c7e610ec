package io.caravan.app;

import io.caravan.alert.PostgresAlerts;
import io.caravan.audit.AuditLog;
import io.caravan.audit.PostgresAuditLog;
import io.caravan.backfill.LedgerRowReplay;
import io.caravan.backfill.PostgresBackfill;
import io.caravan.backfill.PostgresSegments;
import io.caravan.balance.OutcomeLog;
import io.caravan.balance.PostgresBalance;
import io.caravan.balance.RowKeys;
import io.caravan.balance.Tallies;
import io.caravan.config.Settings;
import io.caravan.config.WindowFiles;
import io.caravan.crypto.KeyRing;
import io.caravan.deadletter.LetterTotals;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.PostgresDeadLetters;
import io.caravan.deadletter.PostgresDetours;
import io.caravan.deadletter.PostgresLetterSearch;
import io.caravan.deadletter.PostgresLetterVersions;
import io.caravan.deadletter.PostgresRehearsals;
import io.caravan.deadletter.ReplayedLetters;
import io.caravan.deadletter.Retention;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.fhir.FhirRendering;
import io.caravan.finding.PostgresFindings;
import io.caravan.forecast.Forecasts;
import io.caravan.glass.PostgresBreakGlass;
import io.caravan.http.Parts;
import io.caravan.http.SecondApprover;
import io.caravan.journal.JournalSettings;
import io.caravan.journal.PostgresEndings;
import io.caravan.journal.PostgresFragments;
import io.caravan.journal.PostgresJournal;
import io.caravan.journal.PostgresRefusals;
import io.caravan.journal.PostgresSequenceNumbers;
import io.caravan.ledger.Books;
import io.caravan.ledger.LedgerSettings;
import io.caravan.ledger.PostgresLedger;
import io.caravan.ledger.PostgresResourceStore;
import io.caravan.ledger.Rules;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.pause.PostgresClassPauses;
import io.caravan.replay.PostgresReplayJobs;
import io.caravan.request.PostgresRequests;
import io.caravan.request.Requests;
import io.caravan.retry.PostgresRetries;
import io.caravan.route.Knowledge;
import io.caravan.route.RoutePorts;
import io.caravan.sql.Database;
import io.caravan.throttle.Throttles;
import io.caravan.window.PostgresWindows;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Calls the constructors. What is added to {@code closing} later stops earlier. */
final class Wiring {
    private static final Duration KEEP_COMMANDS = Duration.ofDays(7);

    private final Settings settings;
    private final InstantSource clock;
    private final Closing closing;
    private final SiteCircumstances circumstances;

    Wiring(Settings settings, InstantSource clock, Closing closing) {
        this.settings = settings;
        this.clock = clock;
        this.closing = closing;
        this.circumstances = new SiteCircumstances(settings);
    }

    /** What dead letters are told; the routes are known to it once they are loaded. */
    SiteCircumstances circumstances() {
        return circumstances;
    }

    Engine engine(Database database, KeyRing keys) {
        Plans plans = new Plans(settings);
        Tallies tallies = new Tallies();
        RowKeys rowKeys = new RowKeys(keys.keyedHash());
        OutcomeLog outcomes = new OutcomeLog(tallies, new ReplayedLetters(clock), clock);
        Dispatching dispatching = new Dispatching(settings.feeds().conduct(), clock);
        LetterWriter letters =
                new LetterWriter(keys.sealer(), keys.keyedHash(), circumstances, dispatching.openings(), clock);
        PostgresFindings findings = new PostgresFindings(database, clock);
        PostgresSegments segments = new PostgresSegments(database, keys.sealer(), rowKeys);
        ClinicalRules rules = new ClinicalRules();
        PostgresAlerts alerts = new PostgresAlerts(database, clock);
        AuditLog audit =
                new PostgresAuditLog(database, clock, settings.folders().data().resolve("audit.head"));
        BulkWiring bulk = new BulkWiring(settings, database, keys, clock, closing);
        PostgresWindows windows = bulk.windows(audit);
        Throttles throttles = new ThrottleWiring(settings).throttles(windows);
        PostgresLedger ledger = closing.add(
                "ledger",
                new PostgresLedger(
                        database,
                        new PostgresLedger.Keys(keys.sealer(), keys.keyedHash()),
                        new Rules(new FhirRendering(rules), rules),
                        new Books(outcomes, tallies, letters, findings, rowKeys, segments),
                        new PostgresLedger.Destinations(
                                new Targets(settings.targets(), keys.sealer(), clock, closing).all(), throttles),
                        LedgerSettings.DEFAULT,
                        clock));
        PostgresJournal journal = closing.add(
                "journal",
                new PostgresJournal(
                        database, keys.sealer(), keys.keyedHash(), letters, outcomes, JournalSettings.DEFAULT, clock));
        PatientOrderDispatcher dispatcher =
                closing.add("dispatcher", new PatientOrderDispatcher(journal, database, DispatchSettings.DEFAULT));
        ledger.follow(new HeldWhileAway(dispatcher));
        Dispatching.Running dispatch =
                dispatching.start(dispatcher, database, new PostgresClassPauses.Told(alerts, audit), ledger, closing);
        Knowledge knowledge = plans.knowledge();
        PostgresBackfill backfill = bulk.backfill(segments, windows, throttles, ledger);
        LedgerRowReplay rows = new LedgerRowReplay(ledger, knowledge.rowMappers(), knowledge::context);
        PostgresDeadLetters deadLetters = closing.add(
                "dead letters",
                new PostgresDeadLetters(database, keys.sealer(), letters, outcomes, dispatch.front(), rows, clock));
        deadLetters.start();
        closing.add("totals of dead letters", new LetterTotals(database, clock)).start();
        PostgresReplayJobs jobs = bulk.jobs(deadLetters, ledger, dispatcher, windows, throttles, audit);
        new Alerting(settings, database, clock)
                .start(alerts, ledger, bulk.controller(windows, backfill, jobs), closing);
        Forecasts forecasts = bulk.forecasts(backfill, jobs, windows);
        Engine.Reading reading = new Engine.Reading(
                new PostgresBalance(database),
                findings,
                new PostgresResourceStore(database, keys.sealer(), keys.keyedHash()),
                audit,
                alerts,
                new PostgresRetries(database, dataClass -> {
                    ledger.retryNow(dataClass);
                    dispatcher.retryNow(dataClass);
                }));
        RoutePorts.Links links = new RoutePorts.Links(
                closing.add("refusals", new PostgresRefusals(database, tallies)),
                new PostgresFragments(database, keys.keyedHash()),
                new PostgresSequenceNumbers(database),
                new PostgresEndings(database));
        Requests requests = new PostgresRequests(database, keys.sealer(), keys.keyedHash(), clock);
        Settings.Privacy privacy = settings.node().privacy();
        PostgresBreakGlass glass = new PostgresBreakGlass(database, alerts, clock);
        Retention retention = new Retention(database, privacy.keepLetters(), clock);
        closing.add(
                "upkeep",
                new Upkeep(List.of(
                        new Upkeep.Task("break-glass", Duration.ofSeconds(10), glass::expire),
                        new Upkeep.Task("retention", Duration.ofMinutes(10), retention::run),
                        new Upkeep.Task(
                                "old commands",
                                Duration.ofHours(1),
                                () -> requests.forget(clock.instant().minus(KEEP_COMMANDS))))));
        Engine.Letters ofLetters = new Engine.Letters(
                deadLetters,
                new PostgresLetterSearch(database, keys.keyedHash()),
                new PostgresRehearsals(database, keys.sealer(), rows, clock),
                new Parts.Mending(
                        new PostgresLetterVersions(database, keys.sealer(), clock),
                        new PostgresDetours(database, deadLetters, clock),
                        plans.sources(),
                        SecondApprover.valueOf(privacy.secondApprover().toUpperCase(Locale.ROOT))),
                jobs);
        return new Engine(
                journal,
                dispatch,
                ledger,
                ofLetters,
                new Engine.Bulk(
                        backfill,
                        new Parts.Scheduling(
                                windows, () -> WindowFiles.seed(settings.folders()), forecasts, throttles)),
                links,
                requests,
                new Parts.Emergency(glass, privacy.breakGlass()),
                reading);
    }
}
