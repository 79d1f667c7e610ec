package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.change;
import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.merge;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import io.caravan.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages and live messages of the same patients, as thick as they can come: they wait for each other, but never in a circle. */
class LockOrderTest {
    private static final int PATIENTS = 40;
    private static final int VISITS = 400;
    private static final int PAGES = 4;
    private static final int ROWS = 200;
    private static final int MESSAGES = 60;

    private final AtomicLong time = new AtomicLong(1_000_000);
    private final AtomicLong segments = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void pagesAndLiveBatchesOfTheSamePatientsNeverDeadlock() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("LockOrderTest: seed " + seed);
        String database;
        long before;
        long read;
        Rules rules = new Rules(new FhirRendering(new OldIdentifiers()), LockOrderTest::chart);
        try (LedgerFixture fixture = new LedgerFixture(Map.of(), rules);
                PostgresLedger other = fixture.open(Map.of(), rules)) {
            database = name(fixture);
            before = deadlocks(database, false);
            List<CompletableFuture<Void>> feeds = List.of(
                    CompletableFuture.runAsync(() -> feed(fixture, fixture.ledger, new Random(seed)), threads),
                    CompletableFuture.runAsync(() -> feed(fixture, other, new Random(seed + 1)), threads));
            List<CompletableFuture<Void>> pages = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random random = new Random(seed + 2 + i);
                pages.add(CompletableFuture.runAsync(() -> backfill(fixture.ledger, random), threads));
            }
            for (CompletableFuture<Void> one : pages) {
                one.get(60, TimeUnit.SECONDS);
            }
            done.set(true);
            for (CompletableFuture<Void> one : feeds) {
                one.get(60, TimeUnit.SECONDS);
            }
            read = fixture.tally("read");
        }

        assertThat(read).isEqualTo(3L * PAGES * ROWS);
        assertThat(deadlocks(database, true) - before).as("deadlocks").isZero();
    }

    /** What follows from a patient is a row that no record names. */
    private static List<Change> chart(ResourceState state) {
        ResourceState.Entry gender = state.fields().get("gender");
        if (state.key().type() != ResourceType.PATIENT || gender == null) {
            return List.of();
        }
        UUID id = UUID.nameUUIDFromBytes(state.key().id().toString().getBytes(StandardCharsets.UTF_8));
        return List.of(Change.of(ResourceType.ENCOUNTER, id, gender.version())
                .set("status", Objects.requireNonNull(gender.json()))
                .patient(state.key().id())
                .build());
    }

    private void feed(LedgerFixture fixture, PostgresLedger ledger, Random random) {
        while (!done.get()) {
            List<CompletableFuture<Outcome>> batch = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                batch.add(ledger.apply(fixture.work(message(random))));
            }
            batch.forEach(one -> one.orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    private Mapped message(Random random) {
        if (random.nextInt(200) == 0) {
            return merge(patientName(random), "survivor", time.incrementAndGet());
        }
        return record(random, "gender");
    }

    private void backfill(PostgresLedger ledger, Random random) {
        for (int i = 0; i < PAGES; i++) {
            Mapped[] page = new Mapped[ROWS];
            for (int row = 0; row < ROWS; row++) {
                page[row] = record(random, row % 2 == 0 ? "birthDate" : "gender");
            }
            ledger.apply(LedgerFixture.page(segments.incrementAndGet(), page));
        }
    }

    /** A patient and a visit; one of the two may be new. */
    private Mapped record(Random random, String field) {
        String name = patientName(random);
        long now = time.incrementAndGet();
        Change visit = encounter("e" + random.nextInt(VISITS), name, now, "status", "s" + now);
        return random.nextInt(4) == 0
                ? mapped(
                        visit,
                        change(ResourceType.ENCOUNTER, "new" + now / 3, now, "status", "planned")
                                .build())
                : mapped(patient(name, now, field, "v" + now), visit);
    }

    private static String patientName(Random random) {
        return "p" + random.nextInt(PATIENTS);
    }

    private static String name(LedgerFixture fixture) {
        return fixture.database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select current_database()")) {
                row.next();
                return row.getString(1);
            }
        });
    }

    /** A connection tells its own when it ends, at the latest. */
    private static long deadlocks(String database, boolean closed) throws SQLException {
        try (Connection connection = PostgresServer.shared().create().connect();
                Statement statement = connection.createStatement()) {
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> !closed || number(statement, """
                            select count(*)
                            from pg_stat_activity
                            where datname = '%s'
                            """.formatted(database)) == 0);
            return number(statement, "select deadlocks from pg_stat_database where datname = '" + database + "'");
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
