package io.caravan.backfill;

import io.caravan.audit.PostgresAuditLog;
import io.caravan.balance.OutcomeLog;
import io.caravan.balance.RowKeys;
import io.caravan.balance.Tallies;
import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.crypto.KeyFile;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.KeySettings;
import io.caravan.deadletter.Circumstances;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.ReplayedLetters;
import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.finding.PostgresFindings;
import io.caravan.fold.Derivation;
import io.caravan.ledger.Books;
import io.caravan.ledger.LedgerSettings;
import io.caravan.ledger.PostgresLedger;
import io.caravan.ledger.Rules;
import io.caravan.map.MappingContext;
import io.caravan.map.adt.AdtRowMapper;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import io.caravan.window.PlanReader;
import io.caravan.window.PostgresWindows;
import io.caravan.window.WindowController;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole backfill of patients, from a legacy database to the real ledger; also as a process of its own that can be killed. */
final class BackfillProcess implements AutoCloseable {
    static final AdtRowMapper MAPPER = new AdtRowMapper();
    private static final String SELECT =
            "select mrn as patient_id, family as family_name, born as birth_date from patient";
    private static final int PAGE_ROWS = 50;

    final Database database;
    final KeyRing keys;
    final PostgresLedger ledger;
    final PostgresBackfill backfill;
    final PostgresWindows windows;
    private final WindowController controller;

    BackfillProcess(TestDatabase own, LegacyDatabase legacy, Path keyFolder) {
        Clock clock = Clock.systemUTC();
        database = TestSchema.open(own);
        keys = new KeyFile(KeySettings.in(keyFolder, Optional.of("test"), "hospital")).open();
        Tallies tallies = new Tallies();
        RowKeys rowKeys = new RowKeys(keys.keyedHash());
        PostgresSegments segments = new PostgresSegments(database, keys.sealer(), rowKeys);
        Books books = new Books(
                new OutcomeLog(tallies, new ReplayedLetters(clock), clock),
                tallies,
                new LetterWriter(keys.sealer(), keys.keyedHash(), Circumstances.UNKNOWN, clock),
                new PostgresFindings(database, clock),
                rowKeys,
                segments);
        ledger = new PostgresLedger(
                database,
                new PostgresLedger.Keys(keys.sealer(), keys.keyedHash()),
                new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none()),
                books,
                PostgresLedger.Destinations.free(Map.of()),
                LedgerSettings.DEFAULT,
                clock);
        windows = windows(database, keyFolder);
        LegacySelect select = LegacyHospital.select(SELECT, PAGE_ROWS, Optional.empty(), Set.of(), "patient_id");
        Coexistence atOnce = new Coexistence(
                Duration.ofMinutes(1), Duration.ZERO, Optional.of(Duration.ZERO), Coexistence.Deletes.DEFAULT, true);
        BackfillPlan plan =
                new BackfillPlan(List.of(legacy), List.of(select), Map.of(legacy.name(), atOnce), List.of());
        BackfillPorts ports = new BackfillPorts(
                windows, FeedWatch.everything(), new Tombstones(ledger, Map.of(DataClass.ADT, MAPPER)), clock);
        backfill = new PostgresBackfill(database, segments, keys.keyedHash(), plan, ports, RunSettings.DEFAULT);
        controller = new WindowController(windows, database, List.of(backfill), WindowController.Clocks.of(clock));
        controller.start();
    }

    /** Those that stand in the database. */
    static PostgresWindows windows(Database database, Path folder) {
        Clock clock = Clock.systemUTC();
        PostgresAuditLog audit = new PostgresAuditLog(database, clock, folder.resolve("audit.head"));
        return new PostgresWindows(database, PlanReader::plan, audit, clock);
    }

    void attach() {
        backfill.attach(DataClass.ADT, page -> ledger.apply(page.map(MAPPER, context("oldhis"))));
    }

    static MappingContext context(String source) {
        SourceDeclaration declaration = SourceDeclaration.of(source, DataClass.ADT)
                .zone(LegacyHospital.ZONE)
                .authorities(new SourceDeclaration.Authorities("HOSP", "HOSP", "", ""))
                .build();
        return new MappingContext(declaration, CodeMaps.empty(), new Authorities(Map.of("HOSP", "urn:oid:2.999.1")));
    }

    @Override
    public void close() {
        controller.close();
        backfill.close();
        ledger.close();
        database.close();
    }

    /** Starts the backfill, or goes on with it where there is one more argument, and lives until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        TestDatabase own = new TestDatabase(args[0], args[1], args[2]);
        LegacyDatabase legacy = new LegacyDatabase("oldhis", args[3], args[4], args[5], LegacyHospital.ZONE);
        BackfillProcess process = new BackfillProcess(own, legacy, Path.of(args[6]));
        process.attach();
        if (args.length == 7) {
            process.backfill.start(DataClass.ADT);
        }
        Thread.currentThread().join();
    }
}
