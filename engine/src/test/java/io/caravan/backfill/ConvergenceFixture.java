package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.State;
import io.caravan.backfill.Coexistence.Deletes;
import io.caravan.balance.Balance.Counts;
import io.caravan.balance.OutcomeLog;
import io.caravan.balance.PostgresBalance;
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
import io.caravan.finding.PostgresFindings;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Hl7Message;
import io.caravan.ledger.Books;
import io.caravan.ledger.LedgerSettings;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.PostgresLedger;
import io.caravan.ledger.PostgresResourceStore;
import io.caravan.ledger.ResourceStore;
import io.caravan.ledger.Rules;
import io.caravan.ledger.Work;
import io.caravan.map.MappingContext;
import io.caravan.map.RowMapper;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.window.BulkGate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A hospital's old database and its feeds, both going into one real ledger by the real mappers. */
final class ConvergenceFixture implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Authorities AUTHORITIES = new Authorities(Map.of("HOSP", "urn:oid:2.999.1"));

    final LegacyHospital hospital;
    final Database database = TestSchema.create();
    final PostgresLedger ledger;
    final PostgresResourceStore store;
    private final KeyRing keys;
    private final PostgresSegments segments;
    private final AtomicLong journalIds = new AtomicLong();
    private final List<PostgresBackfill> opened = new ArrayList<>();
    private @org.jspecify.annotations.Nullable Backfill backfill;
    private FeedWatch feed = FeedWatch.everything();

    ConvergenceFixture(LegacyHospital hospital, Path folder) {
        this.hospital = hospital;
        Clock clock = Clock.systemUTC();
        keys = new KeyFile(KeySettings.in(folder, Optional.of("test"), "hospital")).open();
        Tallies tallies = new Tallies();
        RowKeys rowKeys = new RowKeys(keys.keyedHash());
        segments = new PostgresSegments(database, keys.sealer(), rowKeys);
        ClinicalRules rules = new ClinicalRules();
        ledger = new PostgresLedger(
                database,
                new PostgresLedger.Keys(keys.sealer(), keys.keyedHash()),
                new Rules(new FhirRendering(rules), rules),
                new Books(
                        new OutcomeLog(tallies, new ReplayedLetters(clock), clock),
                        tallies,
                        new LetterWriter(keys.sealer(), keys.keyedHash(), Circumstances.UNKNOWN, clock),
                        new PostgresFindings(database, clock),
                        rowKeys,
                        segments),
                PostgresLedger.Destinations.free(Map.of()),
                LedgerSettings.DEFAULT,
                clock);
        store = new PostgresResourceStore(database, keys.sealer(), keys.keyedHash());
    }

    static LegacySelect select(DataClass dataClass, String sql, String key, Optional<String> version) {
        return new LegacySelect(
                dataClass,
                "oldhis",
                new LegacySelect.SqlFile(dataClass.label() + ".sql", sql),
                List.of(key.split(",")),
                version,
                new LegacySelect.PageSize(10),
                Mappers.rows(dataClass).columns());
    }

    static Coexistence coexistence(Duration overlap, Duration skew, Duration settle, Deletes deletes) {
        return new Coexistence(overlap, skew, Optional.of(settle), deletes, true);
    }

    static Coexistence atOnce() {
        return coexistence(Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO, Deletes.DEFAULT);
    }

    /** As a start does. */
    Backfill open(Coexistence coexistence, LegacySelect... selects) {
        return open(new BackfillPlan(
                List.of(hospital.database()), List.of(selects), Map.of("oldhis", coexistence), List.of()));
    }

    /** As after a restart. */
    void reopen(Coexistence coexistence, LegacySelect... selects) {
        backfill().close();
        open(coexistence, selects);
    }

    Backfill open(BackfillPlan plan) {
        return open(plan, new FeedWatch(java.util.Set.of(DataClass.values()), plan.watermarks()));
    }

    Backfill open(BackfillPlan plan, FeedWatch watch) {
        feed = watch;
        Map<DataClass, RowMapper> mappers = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            mappers.put(dataClass, Mappers.rows(dataClass));
        }
        PostgresBackfill made = new PostgresBackfill(
                database,
                segments,
                keys.keyedHash(),
                plan,
                new BackfillPorts(BulkGate.ALWAYS_OPEN, feed, new Tombstones(ledger, mappers), Clock.systemUTC()),
                new RunSettings(3, 3, Duration.ofMillis(1), Duration.ofMillis(5)));
        opened.add(made);
        backfill = made;
        return made;
    }

    /** Its pages go the way of the routes. */
    void attach(DataClass dataClass) {
        attach(dataClass, page -> ledger.apply(page.map(Mappers.rows(dataClass), context(dataClass, page.source()))));
    }

    void attach(DataClass dataClass, PageHandler handler) {
        backfill().attach(dataClass, handler);
    }

    /** A whole run. */
    void run(DataClass dataClass, Backfill.Order order) {
        start(dataClass, order);
        awaitDone(dataClass);
    }

    void start(DataClass dataClass, Backfill.Order order) {
        backfill().start(dataClass, order);
    }

    private Backfill backfill() {
        return java.util.Objects.requireNonNull(backfill);
    }

    /** What the old database holds of a patient. */
    String city(String number) {
        LegacyDatabase at = hospital.database();
        try (Connection connection = DriverManager.getConnection(at.url(), at.user(), at.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select city from patient where mrn = '" + number + "'")) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitDone(DataClass dataClass) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(status(dataClass).state()).as(status(dataClass).reason()).isNotEqualTo(State.FAILED);
            return status(dataClass).state() == State.DONE;
        });
    }

    Backfill.Status status(DataClass dataClass) {
        return java.util.Objects.requireNonNull(backfill().status().get(dataClass));
    }

    /** A message by the feed, as the journal's consumer brings it. */
    Outcome message(DataClass dataClass, String... segmentLines) {
        Hl7Message message = Hl7Message.read(String.join("\r", segmentLines));
        long id = journalIds.incrementAndGet();
        long received = LegacyTime.micros(Clock.systemUTC().instant());
        execute("""
                insert into journal (data_class, source, control_hash, content_hash, patient_hash, received_at, reply_code,
                    sealed)
                values (%2$d, 'feed', '\\x%1$016x', '\\x%1$016x', 0, now(), 'AA', '')
                """.formatted(id, dataClass.ordinal()));
        execute("""
                insert into tally (data_class, name, count)
                values (%d, 'read', 1)
                on conflict (data_class, name) do update set count = tally.count + 1
                """.formatted(dataClass.ordinal()));
        if (feed.arrived(dataClass, message, java.util.OptionalLong.empty(), received)) {
            return ledger.apply(new Work(
                            id, dataClass, "feed", "C" + id, 7, io.caravan.map.Mapped.excluded(Watermark.RULE)))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
        Work work = new Work(
                id,
                dataClass,
                "feed",
                "C" + id,
                7,
                Mappers.messages(dataClass).map(message, context(dataClass, "feed")));
        return ledger.apply(work).orTimeout(30, TimeUnit.SECONDS).join();
    }

    static String msh(String type, String at) {
        return "MSH|^~\\&|HIS|HOSP|CARAVAN|HOSP|" + at + "||" + type + "|C" + at + "|P|2.5";
    }

    String json(ResourceType type, String system, String value) {
        return found(type, system, value).map(ResourceStore.Stored::json).orElse("absent");
    }

    String patient(String number) {
        return json(ResourceType.PATIENT, "urn:oid:2.999.1", number);
    }

    Optional<ResourceStore.Stored> found(ResourceType type, String system, String value) {
        return store.search(type, Optional.of(system + "|" + value), Optional.empty(), Optional.empty(), 10).stream()
                .findFirst();
    }

    /** What the target holds: every body by its type and id, without what tells when it was written. */
    Map<String, String> target() {
        Map<String, String> all = new TreeMap<>();
        for (ResourceType type : ResourceType.values()) {
            for (String id :
                    strings("select id::text from resource where body is not null and type = " + type.ordinal())) {
                store.find(type, java.util.UUID.fromString(id))
                        .ifPresent(stored -> all.put(type + "/" + id, stored.json()));
            }
        }
        return all;
    }

    Counts counts(DataClass dataClass) {
        return java.util.Objects.requireNonNull(
                new PostgresBalance(database).counts().get(dataClass));
    }

    List<String> findings() {
        return strings("select code || ' ' || place from finding order by id");
    }

    long number(String sql) {
        return Long.parseLong(strings(sql).get(0));
    }

    List<String> strings(String sql) {
        return database.inTransaction(connection -> {
            List<String> values = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        });
    }

    void execute(String sql) {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    static MappingContext context(DataClass dataClass, String source) {
        SourceDeclaration declaration = SourceDeclaration.of(source, dataClass)
                .zone(LegacyHospital.ZONE)
                .authorities(new SourceDeclaration.Authorities("HOSP", "HOSP", "HOSP", "HOSP"))
                .build();
        return new MappingContext(declaration, CodeMaps.empty(), AUTHORITIES);
    }

    @Override
    public void close() {
        opened.forEach(PostgresBackfill::close);
        ledger.close();
        database.close();
    }
}
