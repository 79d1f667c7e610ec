package io.caravan.ledger;

import io.caravan.balance.OutcomeLog;
import io.caravan.balance.RowKeys;
import io.caravan.balance.Tallies;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.TestKeys;
import io.caravan.deadletter.Circumstances;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.ReplayedLetters;
import io.caravan.fhir.FhirRendering;
import io.caravan.finding.PostgresFindings;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.CrashingSockets.Fault;
import io.caravan.testkit.PostgresServer.TestDatabase;
import io.caravan.testkit.truth.Arrival;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The real ledger on a real database whose connections die when the random numbers say so, and a feed that delivers what was
 * not acknowledged again, as the journal and the backfill do. The ledger itself is closed and opened now and then.
 */
final class CrashingLedger implements AutoCloseable {
    private static final String TABLES = """
            delete from resource;
            delete from resource_history;
            delete from resource_lookup;
            delete from patient_alias;
            delete from outcome;
            delete from finding;
            delete from dead_letter_attempt;
            delete from dead_letter_edit;
            delete from dead_letter;
            delete from tally;
            delete from journal
            """;

    private static final int MOST_TOGETHER = 6;
    private static final int SENDS_OF_A_TRANSACTION = 12;
    private static final int MOVE_LIMIT = 3;
    private static final int SECONDS = 60;

    private final Fault fault = Fault.create();
    private final KeyRing keys = TestKeys.create();
    private final Database calm;
    private final Database crashing;
    private final PostgresResourceStore store;
    private PostgresLedger ledger;

    CrashingLedger() {
        TestDatabase at = TestSchema.createServerDatabase();
        calm = TestSchema.open(at);
        crashing = TestSchema.open(new TestDatabase(fault.in(at.url()), at.user(), at.password()));
        store = new PostgresResourceStore(calm, keys.sealer(), keys.keyedHash());
        ledger = open();
    }

    /** Something on its way to the ledger, until it is acknowledged. */
    private record Delivery(Arrival arrival, long journalId) {}

    private PostgresLedger open() {
        Clock clock = Clock.systemUTC();
        Tallies tallies = new Tallies();
        RowKeys rowKeys = new RowKeys(keys.keyedHash());
        Books books = new Books(
                new OutcomeLog(tallies, new ReplayedLetters(clock), clock),
                tallies,
                new LetterWriter(keys.sealer(), keys.keyedHash(), Circumstances.UNKNOWN, clock),
                new PostgresFindings(crashing, clock),
                rowKeys,
                (connection, segmentId, outcome) -> {});
        ClinicalRules rules = new ClinicalRules();
        return new PostgresLedger(
                crashing,
                new PostgresLedger.Keys(keys.sealer(), keys.keyedHash()),
                new Rules(new FhirRendering(rules), rules),
                books,
                PostgresLedger.Destinations.free(Map.of()),
                new LedgerSettings(2, 256, 4096, MOVE_LIMIT, LedgerSettings.Retries.DEFAULT),
                clock);
    }

    /** Begins anew, with an empty target. */
    void empty() {
        execute(TABLES);
    }

    /** One after the other, and nothing goes wrong. */
    void deliverInOrder(List<Arrival> arrivals) {
        for (Arrival arrival : arrivals) {
            deliver(List.of(new Delivery(arrival, journal(arrival)))).forEach(one -> {
                throw new IllegalStateException("not acknowledged: " + one.arrival());
            });
        }
    }

    /** Some together, some alone; connections die; what is not acknowledged comes again, some time later. */
    void deliverThroughCrashes(List<Arrival> arrivals, Random random) {
        List<Delivery> waiting = new ArrayList<>();
        arrivals.forEach(arrival -> waiting.add(new Delivery(arrival, journal(arrival))));
        while (!waiting.isEmpty()) {
            List<Delivery> together = waiting.subList(0, Math.min(waiting.size(), 1 + random.nextInt(MOST_TOGETHER)));
            List<Delivery> burst = List.copyOf(together);
            together.clear();
            wish(random);
            for (Delivery again : deliver(burst)) {
                waiting.add(random.nextInt(waiting.size() + 1), again);
            }
            fault.none();
            if (random.nextInt(500) == 0) {
                ledger.close();
                ledger = open();
            }
        }
    }

    private void wish(Random random) {
        switch (random.nextInt(12)) {
            case 0 -> fault.beforeSend(1 + random.nextInt(SENDS_OF_A_TRANSACTION));
            case 1 -> fault.afterCommit(1 + random.nextInt(2));
            default -> fault.none();
        }
    }

    /** @return what was not acknowledged */
    private List<Delivery> deliver(List<Delivery> burst) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Delivery one : burst) {
            answers.add(one.arrival().isRow() ? CompletableFuture.runAsync(() -> page(one)) : message(one));
        }
        List<Delivery> lost = new ArrayList<>();
        for (int i = 0; i < burst.size(); i++) {
            try {
                answers.get(i).orTimeout(SECONDS, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                lost.add(burst.get(i));
            }
        }
        return lost;
    }

    private CompletableFuture<Outcome> message(Delivery one) {
        DataClass dataClass = one.arrival().dataClass();
        return ledger.apply(new Work(
                one.journalId(),
                dataClass,
                dataClass.label(),
                "C" + one.journalId(),
                one.journalId(),
                one.arrival().mapped()));
    }

    private void page(Delivery one) {
        Page.Item item = new Page.Item("key", "{}", Optional.of(one.arrival().mapped()), Optional.empty());
        ledger.apply(new Page(one.arrival().dataClass(), "old", Page.NO_SEGMENT, List.of(item)));
    }

    private long journal(Arrival arrival) {
        if (arrival.isRow()) {
            return 0;
        }
        return number("""
                insert into journal (data_class, source, control_hash, content_hash, patient_hash, received_at, reply_code,
                    sealed)
                select %d, 'test', decode(md5(n::text), 'hex'), '', 0, now(), 'AA', ''
                from nextval('journal_id_seq') as n
                returning id
                """.formatted(arrival.dataClass().ordinal()));
    }

    /** Everything that is there, as JSON. */
    SortedMap<ResourceKey, String> target() {
        SortedMap<ResourceKey, String> target = new TreeMap<>();
        for (ResourceType type : ResourceType.values()) {
            for (ResourceStore.Stored one :
                    store.search(type, Optional.empty(), Optional.empty(), Optional.empty(), 9999)) {
                target.put(new ResourceKey(type, one.id()), one.json());
            }
        }
        return target;
    }

    String digest() {
        return store.digest("salt").whole();
    }

    int crashes() {
        return fault.crashes();
    }

    long number(String sql) {
        return calm.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    private void execute(String sql) {
        calm.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    @Override
    public void close() throws SQLException {
        fault.none();
        ledger.close();
        crashing.close();
        calm.close();
    }
}
