package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.State;
import io.caravan.backfill.Backfill.Status;
import io.caravan.balance.RowKeys;
import io.caravan.crypto.TestCrypto;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.SettableClock;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWorker.Doing;
import io.caravan.window.Limit;
import io.caravan.window.Standing;
import io.caravan.window.Standing.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a backfill does when its window shuts, drains, is limited or stopped. */
class ObeyingTest {
    private static final int ROWS = 100;
    private static final int PAGE_ROWS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofHours(1);
    private static final Standing SHUT = new Standing(
            Level.CLOSED, Limit.NONE, Optional.of(Instant.parse("2026-03-02T21:00:00Z")), "closed until 22:00");
    private static final Standing DRAINING =
            new Standing(Level.DRAINING, Limit.NONE, Optional.empty(), "nothing new until 06:00");
    private static final Standing STOPPED =
            new Standing(Level.STOPPED, Limit.NONE, Optional.empty(), "stopped by anna: the laboratory is down");

    private final SettableClock clock = SettableClock.at("2026-03-02T12:00:00Z");
    private final LegacyHospital hospital = LegacyHospital.onH2();
    private final Map<Integer, String> taken = new ConcurrentHashMap<>();
    private volatile Standing standing = Standing.ALWAYS;
    private Database database;
    private PostgresSegments segments;
    private PostgresBackfill backfill;

    @BeforeEach
    void begin() {
        hospital.execute(
                "create table patient (id int primary key, name varchar(40))",
                "insert into patient select x, 'name ' || x from system_range(1, " + ROWS + ")");
        database = TestSchema.create();
        segments = new PostgresSegments(database, new TestCrypto(), new RowKeys(new TestCrypto()));
        backfill = open(Duration.ZERO);
    }

    @AfterEach
    void end() {
        backfill.close();
        database.close();
    }

    private PostgresBackfill open(Duration settle) {
        BulkGate gate = work -> standing;
        LegacySelect select = LegacyHospital.select("select id, name from patient", PAGE_ROWS, "id");
        Coexistence coexistence = new Coexistence(
                Duration.ofMinutes(1), Duration.ZERO, Optional.of(settle), Coexistence.Deletes.DEFAULT, true);
        BackfillPlan plan = new BackfillPlan(
                List.of(hospital.database()), List.of(select), Map.of("oldhis", coexistence), List.of());
        FeedWatch feed = FeedWatch.everything();
        BackfillPorts ports =
                new BackfillPorts(gate, feed, LegacyHospital.ports(gate, feed).tombstones(), clock);
        RunSettings settings = new RunSettings(3, 3, Duration.ofMillis(1), Duration.ofMillis(5));
        return new PostgresBackfill(database, segments, new TestCrypto(), plan, ports, settings);
    }

    @Test
    void whatWasReadAndNotHandedOverIsPutBackAndReadAsItIsThen() {
        backfill.close();
        backfill = open(SETTLE);
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        await().atMost(LIMIT).until(() -> open() == ROWS / PAGE_ROWS);

        standing = SHUT;
        await().atMost(LIMIT).until(() -> status().reason().equals("closed until 22:00"));
        hospital.execute("update patient set name = 'new' where id = 5", "delete from patient where id > 90");
        clock.forward(SETTLE.multipliedBy(2));
        assertThat(taken).isEmpty();
        standing = Standing.ALWAYS;
        await().atMost(LIMIT).until(() -> {
            clock.forward(SETTLE);
            return status().state() == State.DONE;
        });

        assertThat(taken).hasSize(90).containsEntry(5, "new");
        assertThat(open()).isZero();
    }

    @Test
    void nearTheEndWhatIsInHandIsFinishedAndNothingNewIsBegun() {
        backfill.close();
        hospital.execute("insert into patient select x, 'more' from system_range(1000, 60000)");
        backfill = open(SETTLE);
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        await().atMost(LIMIT).until(() -> open() >= 3);

        standing = DRAINING;
        await().atMost(LIMIT).until(() -> {
            clock.forward(SETTLE);
            return open() == 0;
        });
        int read = all();
        await().atMost(LIMIT).until(() -> status().reason().equals("nothing new until 06:00"));

        assertThat(all()).isEqualTo(read);
        assertThat(taken).hasSize(read * PAGE_ROWS);
    }

    @Test
    void noMorePagesAreUnderWayThanTheWindowAllowsAtThisMoment() {
        Semaphore goOn = new Semaphore(0);
        AtomicInteger underWay = new AtomicInteger();
        ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        backfill.attach(DataClass.ADT, page -> {
            seen.add(underWay.incrementAndGet());
            goOn.acquire();
            takes(page);
            underWay.decrementAndGet();
        });
        backfill.start(DataClass.ADT);
        await().atMost(LIMIT).until(() -> underWay.get() == 3);

        standing = new Standing(
                Level.REDUCED, new Limit(OptionalInt.empty(), OptionalInt.of(1)), Optional.empty(), "one at once");
        await().atMost(LIMIT).until(() -> {
            goOn.release();
            return taken.size() >= 5 * PAGE_ROWS;
        });
        seen.clear();
        goOn.release(ROWS);
        awaitState(State.DONE);

        assertThat(seen).isNotEmpty().allMatch(atOnce -> atOnce == 1);
        assertThat(taken).hasSize(ROWS);
    }

    @Test
    void whileItWaitsTheStatusSaysWhyAndUntilWhen() {
        standing = SHUT;
        backfill.attach(DataClass.ADT, this::takes);

        backfill.start(DataClass.ADT);

        Status waiting = awaitState(State.WAITING);
        assertThat(waiting.reason()).isEqualTo("closed until 22:00");
        assertThat(waiting.until()).isEqualTo(SHUT.until());
        assertThat(waiting.sources().get(0).until()).isEqualTo(SHUT.until());
        assertThat(taken).isEmpty();
    }

    @Test
    void aRunThatWaitedWhenItsProcessDiedGoesOnAndSaysSo() {
        standing = SHUT;
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        awaitState(State.WAITING);
        backfill.close();
        Semaphore goOn = new Semaphore(0);
        standing = Standing.ALWAYS;

        backfill = open(Duration.ZERO);
        backfill.attach(DataClass.ADT, page -> {
            goOn.acquire();
            takes(page);
        });

        Status running = awaitState(State.RUNNING);
        assertThat(running.reason()).isEmpty();
        assertThat(running.until()).isEmpty();
        goOn.release(ROWS);
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
    }

    @Test
    void whatIsUnderWayWhenItIsStoppedIsFinishedAndToldAndNothingElseIsBegun() {
        Semaphore goOn = new Semaphore(0);
        backfill.attach(DataClass.ADT, page -> {
            goOn.acquire();
            takes(page);
        });
        backfill.start(DataClass.ADT);
        await().atMost(LIMIT).until(() -> doing().inHand() == 3);

        standing = STOPPED;
        backfill.wake();
        await().atMost(LIMIT).until(() -> status().reason().contains("3 pages are still in hand"));
        goOn.release(ROWS);
        await().atMost(LIMIT).until(() -> doing().inHand() == 0);

        assertThat(taken).hasSize(3 * PAGE_ROWS);
        assertThat(doing().records()).isEqualTo(3 * PAGE_ROWS);
        assertThat(awaitState(State.WAITING).reason()).startsWith("stopped by anna: the laboratory is down");
        standing = Standing.ALWAYS;
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
        await().atMost(LIMIT).until(() -> !doing().going());
        assertThat(doing().records()).isEqualTo(ROWS);
    }

    @Test
    void aRunThatHasTakenAllIsDoneEvenWhenItsWindowShutsMeanwhile() {
        Semaphore goOn = new Semaphore(0);
        Set<Long> waiting = ConcurrentHashMap.newKeySet();
        backfill.attach(DataClass.ADT, page -> {
            if (page.rows().stream().anyMatch(row -> id(row) == ROWS)) {
                waiting.add(page.segmentId());
                goOn.acquire();
            }
            takes(page);
        });
        backfill.start(DataClass.ADT);
        await().atMost(LIMIT).until(() -> !waiting.isEmpty());

        standing = SHUT;
        backfill.wake();
        await().atMost(LIMIT).until(() -> status().state() == State.WAITING);
        goOn.release();

        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
    }

    private void takes(RowPage page) {
        database.inTransaction(connection -> {
            segments.complete(
                    connection, page.segmentId(), new PageOutcome(page.rows().size(), 0, 0, 0, 0));
            return 0;
        });
        page.rows().forEach(row -> taken.put(id(row), row.find("name").orElse("")));
    }

    private static int id(Row row) {
        return Integer.parseInt(row.find("id").orElseThrow());
    }

    private Doing doing() {
        return backfill.doing().get(0);
    }

    private int open() {
        return count("select count(*) from segment where not done");
    }

    private int all() {
        return count("select count(*) from segment");
    }

    private int count(String sql) {
        return database.inTransaction(connection -> count(connection.createStatement(), sql));
    }

    private static int count(Statement of, String sql) throws SQLException {
        try (Statement statement = of;
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Status status() {
        return backfill.status().get(DataClass.ADT);
    }

    private Status awaitState(State state) {
        await().atMost(LIMIT).until(() -> status().state() == state);
        return status();
    }
}
