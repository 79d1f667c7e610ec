package io.caravan.ledger;

import io.caravan.balance.OutcomeLog;
import io.caravan.balance.RowKeys;
import io.caravan.balance.Tallies;
import io.caravan.crypto.KeyFile;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.KeySettings;
import io.caravan.deadletter.Circumstances;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.ReplayedLetters;
import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.finding.PostgresFindings;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.retry.Backoff;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A ledger on a database of its own. */
final class LedgerFixture implements AutoCloseable {
    private static final Backoff OFTEN = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100));
    private static final LedgerSettings IMPATIENT =
            new LedgerSettings(1, 256, 4096, 500, new LedgerSettings.Retries(OFTEN, OFTEN));

    final Database database = TestSchema.create();
    final KeyRing keys = keys();
    final PostgresResourceStore store = new PostgresResourceStore(database, keys.sealer(), keys.keyedHash());
    final List<Long> completedSegments = new CopyOnWriteArrayList<>();
    final PostgresLedger ledger;
    private final AtomicLong journalIds = new AtomicLong();

    LedgerFixture() {
        this(Map.of(), new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none()));
    }

    LedgerFixture(Map<DataClass, Target> targets, Rules rules) {
        this(PostgresLedger.Destinations.free(targets), rules);
    }

    LedgerFixture(PostgresLedger.Destinations destinations, Rules rules) {
        ledger = open(destinations, rules);
    }

    /** A second ledger on the same database, as after a restart. */
    PostgresLedger open(Map<DataClass, Target> targets, Rules rules) {
        return open(PostgresLedger.Destinations.free(targets), rules);
    }

    private PostgresLedger open(PostgresLedger.Destinations destinations, Rules rules) {
        Clock clock = Clock.systemUTC();
        Tallies tallies = new Tallies();
        RowKeys rowKeys = new RowKeys(keys.keyedHash());
        Books books = new Books(
                new OutcomeLog(tallies, new ReplayedLetters(clock), clock),
                tallies,
                new LetterWriter(keys.sealer(), keys.keyedHash(), Circumstances.UNKNOWN, clock),
                new PostgresFindings(database, clock),
                rowKeys,
                (connection, segmentId, outcome) -> complete(segmentId));
        return new PostgresLedger(
                database,
                new PostgresLedger.Keys(keys.sealer(), keys.keyedHash()),
                rules,
                books,
                destinations,
                IMPATIENT,
                clock);
    }

    private void complete(long segmentId) throws SQLException {
        if (completedSegments.contains(segmentId)) {
            throw new SQLException("segment " + segmentId + " is not under way", "40000");
        }
        completedSegments.add(segmentId);
    }

    static Version at(long micros) {
        return new Version(Version.OWNER, micros, 0);
    }

    static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    static Change patient(String name, long micros, String... pathsAndValues) {
        return change(ResourceType.PATIENT, name, micros, pathsAndValues).build();
    }

    static Change encounter(String name, String patient, long micros, String... pathsAndValues) {
        return change(ResourceType.ENCOUNTER, name, micros, pathsAndValues)
                .patient(id(patient))
                .build();
    }

    static Change.Builder change(ResourceType type, String name, long micros, String... pathsAndValues) {
        Change.Builder builder = Change.of(type, id(name), at(micros));
        for (int i = 0; i < pathsAndValues.length; i += 2) {
            builder.set(pathsAndValues[i], '"' + pathsAndValues[i + 1] + '"');
        }
        return builder.lookup("urn:test", name);
    }

    static Mapped mapped(Change... changes) {
        return Mapped.of(List.of(changes), List.of());
    }

    static Mapped merge(String from, String into, long micros) {
        return new Mapped(List.of(), List.of(new Merge(id(from), id(into), at(micros))), List.of(), Optional.empty());
    }

    Outcome apply(Change... changes) {
        return apply(mapped(changes));
    }

    Outcome apply(Mapped mapped) {
        return apply(work(mapped));
    }

    Outcome apply(Work work) {
        return ledger.apply(work).orTimeout(30, TimeUnit.SECONDS).join();
    }

    Work work(Mapped mapped) {
        return work(mapped, 7);
    }

    /** Journaled first, as by the journal. */
    Work work(Mapped mapped, long patientHash) {
        long id = journalIds.incrementAndGet();
        execute("""
                insert into journal (data_class, source, control_hash, content_hash, patient_hash, received_at, reply_code,
                    sealed)
                values (0, 'adt', '\\x%1$016x', '\\x%1$016x', 0, now(), 'AA', '')
                """.formatted(id));
        return new Work(id, DataClass.ADT, "adt", "C" + id, patientHash, mapped);
    }

    static Page page(long segmentId, Mapped... rows) {
        List<Page.Item> items = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            items.add(new Page.Item("key-" + i, "{\"row\":" + i + "}", Optional.of(rows[i]), Optional.empty()));
        }
        return new Page(DataClass.ADT, "old", segmentId, items);
    }

    String json(ResourceType type, String name) {
        return store.find(type, id(name)).map(ResourceStore.Stored::json).orElse("absent");
    }

    int version(ResourceType type, String name) {
        return store.find(type, id(name)).map(ResourceStore.Stored::version).orElse(0);
    }

    long tally(String name) {
        return number("select coalesce(sum(count), 0) from tally where name = '" + name + "'");
    }

    long number(String sql) {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    void execute(String sql) {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
    }

    private static KeyRing keys() {
        try {
            var directory = Files.createTempDirectory("keys");
            KeyRing ring = new KeyFile(KeySettings.in(directory, Optional.of("test"), "hospital")).open();
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return ring;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
