package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.State;
import io.caravan.backfill.Backfill.Status;
import io.caravan.balance.RowKeys;
import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.crypto.TestCrypto;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.ledger.Postponed;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.window.BulkGate;
import io.caravan.window.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresBackfillTest {
    private static final int ROWS = 237;
    private static final int PAGE_ROWS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RunSettings SETTINGS = new RunSettings(3, 3, Duration.ofMillis(1), Duration.ofMillis(5));

    private final Sealer sealer = new TestCrypto();
    private final KeyedHash hash = new TestCrypto();
    private final LegacyHospital hospital = LegacyHospital.onPostgres();
    private final AtomicInteger pagesAllowed = new AtomicInteger(Integer.MAX_VALUE);
    private Database database;
    private PostgresSegments segments;
    private Backfill backfill;
    private LegacySelect select = LegacyHospital.select("select id, name from patient", PAGE_ROWS, "id");

    @BeforeEach
    void aHospitalWithPatients() {
        hospital.execute(
                "create table patient (id int primary key, name text)",
                "insert into patient select i, 'name ' || i from generate_series(1, " + ROWS + ") i");
        database = TestSchema.create();
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("create table taken (id int, segment_id bigint)");
            }
        });
        segments = new PostgresSegments(database, sealer, new RowKeys(hash));
        backfill = open();
    }

    @AfterEach
    void close() {
        backfill.close();
        database.close();
    }

    @Test
    void everyRowIsTakenOnceAndTheRunIsDone() throws SQLException {
        backfill.attach(DataClass.ADT, this::takes);

        backfill.start(DataClass.ADT);

        Status status = awaitState(State.DONE);
        assertThat(status.rows()).isEqualTo(ROWS);
        assertThat(status.reason()).isEmpty();
        assertThat(status.finishedAt()).isPresent();
        assertThat(status.sources()).hasSize(1).first().satisfies(source -> {
            assertThat(source.source()).isEqualTo("oldhis");
            assertThat(source.segments()).isEqualTo((ROWS + PAGE_ROWS - 1) / PAGE_ROWS);
        });
        assertThat(takenIds()).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void howLongASegmentTakesIsKnownOnceSomeAreDone() {
        assertThat(backfill.usualSegment()).isEmpty();
        backfill.attach(DataClass.ADT, this::takes);

        backfill.start(DataClass.ADT);

        awaitState(State.DONE);
        assertThat(backfill.usualSegment())
                .hasValueSatisfying(usual -> assertThat(usual).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
    }

    @Test
    void neverStartedIsIdleAndAnUndeclaredClassIsRefused() {
        assertThat(backfill.status()).containsOnlyKeys(DataClass.ADT);
        assertThat(status().state()).isEqualTo(State.IDLE);
        assertThat(catchThrowable(() -> backfill.start(DataClass.LABS)))
                .hasMessageContaining("declare backfill.labs.<name>.sql");
    }

    @Test
    void aPageThatFailsIsTakenAgainAndCountsOnce() throws SQLException {
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        backfill.attach(DataClass.ADT, page -> {
            if (page.segmentId() % 3 == 0 && failed.add(page.segmentId())) {
                throw new IllegalStateException("this time it fails");
            }
            takes(page);
        });

        backfill.start(DataClass.ADT);

        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
        assertThat(takenIds()).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void aPageThatTheTargetCannotTakeWaitsAsItsSegmentAndHoldsUpNoOther() throws SQLException {
        AtomicBoolean busy = new AtomicBoolean(true);
        backfill.attach(DataClass.ADT, page -> {
            if (busy.get() && has(page, 5)) {
                throw new IllegalStateException(
                        "wrapped by the route",
                        new Postponed("target-503", Instant.now().plusMillis(50)));
            }
            takes(page);
        });

        backfill.start(DataClass.ADT);

        await().atMost(LIMIT).until(() -> takenIds().size() >= ROWS - PAGE_ROWS);
        assertThat(query("select code from segment where not done and due is not null"))
                .containsExactly("target-503");
        assertThat(status().state()).isNotEqualTo(State.FAILED);
        busy.set(false);
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
        assertThat(takenIds()).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(query("select code from segment where due is not null")).isEmpty();
    }

    @Test
    void anAnswerLostAfterTheCommitDoesNotDoubleThePage() throws SQLException {
        AtomicInteger calls = new AtomicInteger();
        backfill.attach(DataClass.ADT, page -> {
            takes(page);
            if (calls.incrementAndGet() % 4 == 0) {
                throw new SQLTransientConnectionException("the answer is lost", "08006");
            }
        });

        backfill.start(DataClass.ADT);

        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
        assertThat(takenIds()).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void aPageThatAlwaysFailsEndsTheRunWithAReasonWithoutValuesAndCanBeResumed() throws SQLException {
        AtomicBoolean broken = new AtomicBoolean(true);
        backfill.attach(DataClass.ADT, page -> {
            if (broken.get() && has(page, 105)) {
                throw new IllegalStateException("patient name 105 cannot be written");
            }
            takes(page);
        });
        backfill.start(DataClass.ADT);

        Status failed = awaitState(State.FAILED);
        assertThat(failed.reason()).isEqualTo("page of adt failed 3 times (IllegalStateException)");
        broken.set(false);
        backfill.resume(DataClass.ADT);

        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
        assertThat(takenIds()).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void aHandlerThatForgetsThePageIsFoundOut() {
        backfill.attach(DataClass.ADT, page -> {});

        backfill.start(DataClass.ADT);

        assertThat(awaitState(State.FAILED).reason()).contains("did not bring it to the ledger");
    }

    @Test
    void whatWasUnderWayWhenTheProcessDiedIsReadAgainByItsRangeAndTheRestFollows() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(SETTINGS.pagesInFlight());
        AtomicInteger pages = new AtomicInteger();
        Backfill dying = open();
        dying.attach(DataClass.ADT, page -> {
            if (pages.incrementAndGet() > 5) {
                arrived.countDown();
                stuck.await();
                throw new IllegalStateException("the process is gone");
            }
            takes(page);
        });
        dying.start(DataClass.ADT);
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        hospital.execute("insert into patient values (1000, 'late')", "delete from patient where id between 61 and 70");

        backfill.attach(DataClass.ADT, this::takes);

        Status status = awaitState(State.DONE);
        assertThat(status.rows()).isEqualTo(ROWS + 1 - 10);
        assertThat(takenIds()).hasSize(ROWS + 1 - 10).doesNotHaveDuplicates().contains(1000);
        stuck.countDown();
        dying.close();
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS + 1 - 10);
    }

    @Test
    void pauseLeavesNoPageUnderWayAndResumeGoesOnFromThere() throws SQLException {
        pagesAllowed.set(5);
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        awaitState(State.WAITING);

        backfill.pause(DataClass.ADT, "ward asks");
        Status paused = status();
        pagesAllowed.set(Integer.MAX_VALUE);
        int taken = takenIds().size();
        backfill.resume(DataClass.ADT);

        assertThat(paused.state()).isEqualTo(State.PAUSED);
        assertThat(paused.reason()).isEqualTo("ward asks");
        assertThat(paused.rows()).isEqualTo(40).isEqualTo(taken); // the fifth page was read, and is put back
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
        assertThat(takenIds()).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void theSizeOfARunIsWhatItHasReadAndWhatIsStillAhead() {
        Duration limit = Duration.ofSeconds(30);
        assertThat(backfill.size(DataClass.ADT, "oldhis", limit)).contains(new Backfill.Size(ROWS, true));
        assertThat(backfill.size(DataClass.ADT, "elsewhere", limit)).isEmpty();
        pagesAllowed.set(5);
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        awaitState(State.WAITING);

        hospital.execute("insert into patient values (1000, 'late')");

        await().atMost(LIMIT).until(() -> status().rows() == 40);
        assertThat(backfill.size(DataClass.ADT, "oldhis", limit)).contains(new Backfill.Size(ROWS + 1, true));
    }

    @Test
    void aCountThatTakesTooLongIsLeftToTheDatabasesOwnSupposition() {
        backfill.close();
        select = LegacyHospital.select(
                "select id, name, (select pg_sleep(0.1)::text from patient p where p.id = patient.id) as slow from patient"
                        + " where (select pg_sleep(0.1)) is not null",
                PAGE_ROWS,
                "id");
        backfill = open();

        Optional<Backfill.Size> size = backfill.size(DataClass.ADT, "oldhis", Duration.ofSeconds(1));

        assertThat(size).isPresent();
        assertThat(size.get().counted()).isFalse();
    }

    @Test
    void aShutGateIsWaitedForAndItsReasonShown() {
        pagesAllowed.set(0);
        backfill.attach(DataClass.ADT, this::takes);

        backfill.start(DataClass.ADT);

        assertThat(awaitState(State.WAITING).reason()).isEqualTo("shut until 22:00");
        pagesAllowed.set(Integer.MAX_VALUE);
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
    }

    @Test
    void aClassThatIsDoneIsReadAnew() throws SQLException {
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        awaitState(State.DONE);
        hospital.execute("insert into patient values (2000, 'new')");

        backfill.start(DataClass.ADT);

        await().atMost(LIMIT).until(() -> status().rows() == ROWS + 1);
        assertThat(awaitState(State.DONE).reason()).isEmpty();
        assertThat(takenIds()).hasSize(2 * ROWS + 1);
    }

    @Test
    void aRunDoesNotGoOnWithAnotherSelectThanItBeganWith() {
        pagesAllowed.set(0);
        AutoCloseable first = backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        awaitState(State.WAITING);
        backfill.close();
        select = LegacyHospital.select("select id, name from patient where id > 0", PAGE_ROWS, "id");
        pagesAllowed.set(Integer.MAX_VALUE);
        backfill = open();

        AutoCloseable second = backfill.attach(DataClass.ADT, this::takes);

        assertThat(first).isNotEqualTo(second);
        assertThat(awaitState(State.FAILED).reason()).contains("has changed since the run began; start it anew");
        backfill.start(DataClass.ADT);
        assertThat(awaitState(State.DONE).rows()).isEqualTo(ROWS);
    }

    @Test
    void aMissingColumnFailsTheRunAtOnce() {
        backfill.close();
        select = LegacyHospital.select("select id, name from patient", PAGE_ROWS, "no_such");
        backfill = open();
        backfill.attach(DataClass.ADT, this::takes);

        backfill.start(DataClass.ADT);

        assertThat(awaitState(State.FAILED).reason()).contains("has no column \"no_such\"");
        assertThat(backfill.check()).hasSize(1).first().asString().contains("no_such");
    }

    @Test
    void keysAreSealedAndPagesDigested() throws SQLException {
        hospital.execute("update patient set id = id + 730000000");
        backfill.attach(DataClass.ADT, this::takes);
        backfill.start(DataClass.ADT);
        awaitState(State.DONE);

        List<String> stored = query("select from_key::text || to_key::text from segment where from_key is not null");
        List<String> digests = query("select digest::text from segment");

        assertThat(stored).isNotEmpty().noneMatch(text -> text.contains("3733303030"));
        assertThat(digests).doesNotHaveDuplicates().allMatch(text -> text.length() == 2 + 64);
    }

    private Backfill open() {
        BulkGate gate = work -> query("select id::text from segment").size() < pagesAllowed.get()
                ? Standing.ALWAYS
                : BulkGate.shut("shut until 22:00");
        Coexistence atOnce = new Coexistence(
                Duration.ofMinutes(1), Duration.ZERO, Optional.of(Duration.ZERO), Coexistence.Deletes.DEFAULT, true);
        BackfillPlan plan =
                new BackfillPlan(List.of(hospital.database()), List.of(select), Map.of("oldhis", atOnce), List.of());
        return new PostgresBackfill(
                database, segments, hash, plan, LegacyHospital.ports(gate, FeedWatch.everything()), SETTINGS);
    }

    /** As the ledger does: effect and completion in one transaction. */
    private void takes(RowPage page) {
        database.inTransaction(connection -> {
            insert(connection, page);
            segments.complete(
                    connection, page.segmentId(), new PageOutcome(page.rows().size(), 0, 0, 0, 0));
            return 0;
        });
    }

    private static void insert(Connection connection, RowPage page) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into taken (id, segment_id) values (?, ?)")) {
            for (Row row : page.rows()) {
                statement.setInt(1, id(row));
                statement.setLong(2, page.segmentId());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static int id(Row row) {
        return Integer.parseInt(row.find("id").orElseThrow());
    }

    private static boolean has(RowPage page, int id) {
        return page.rows().stream().anyMatch(row -> id(row) == id);
    }

    private List<Integer> takenIds() {
        return query("select id::text from taken").stream()
                .map(Integer::valueOf)
                .toList();
    }

    private List<String> query(String sql) {
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

    private Status status() {
        Map<DataClass, Status> all = backfill.status();
        return all.get(DataClass.ADT);
    }

    private Status awaitState(State state) {
        await().atMost(LIMIT).until(() -> status().state() == state);
        return status();
    }
}
