package io.caravan.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.dispatch.Dispatcher.Completion;
import io.caravan.journal.Desk;
import io.caravan.journal.Incoming;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.Receipt;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatientOrderDispatcherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ExecutorService others = Executors.newFixedThreadPool(6);
    private final Map<Long, List<Long>> doneByPatient = new ConcurrentHashMap<>();
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger handled = new AtomicInteger();
    private Desk desk;
    private PatientOrderDispatcher dispatcher;

    @BeforeEach
    void open() {
        desk = new Desk();
        dispatcher = dispatcher(settings(1024, 32));
    }

    @AfterEach
    void close() {
        dispatcher.close();
        desk.close();
        others.shutdownNow();
    }

    @Test
    void entriesOfOnePatientGoInOrderOneAtATimeWhateverFails() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Receipt> before = acceptMany(400, 23, random, "before");
        dispatcher.start(DataClass.ADT, (entry, completion) -> handleRandomly(entry, completion, seed));
        List<Receipt> after = acceptMany(1600, 23, random, "after");

        await().atMost(LIMIT).until(() -> done() == 2000);

        assertThat(problems).as("seed %d", seed).isEmpty();
        assertThat(doneByPatient.values())
                .as("seed %d", seed)
                .allSatisfy(ids -> assertThat(ids).isSorted());
        assertThat(before.size() + after.size()).isEqualTo(2000);
        assertThat(desk.adt().inFlight()).isZero();
        assertThat(desk.adt().residual()).isZero();
    }

    @Test
    void aSmallLaneFallsBehindReadsTheTableAndLosesNothing() {
        dispatcher.close();
        dispatcher = dispatcher(settings(8, 3));
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            others.execute(() -> {
                now.decrementAndGet();
                record(entry);
                completion.done();
            });
        });

        acceptMany(3000, 40, new Random(7), "many");

        await().atMost(LIMIT).until(() -> done() == 3000);
        assertThat(most.get()).isLessThanOrEqualTo(8);
        assertThat(doneByPatient.values()).allSatisfy(ids -> assertThat(ids).isSorted());
    }

    @Test
    void memoryIsBoundedWhateverTheBacklog() {
        dispatcher.close();
        dispatcher = dispatcher(settings(16, 4));
        Semaphore gate = new Semaphore(0);
        dispatcher.start(
                DataClass.ADT,
                (entry, completion) -> others.execute(() -> {
                    gate.acquireUninterruptibly();
                    record(entry);
                    completion.done();
                }));

        acceptMany(2000, 500, new Random(3), "backlog");

        assertThat(dispatcher.status(DataClass.ADT).underWay()).isLessThanOrEqualTo(16);
        gate.release(2000);
        await().atMost(LIMIT).until(() -> done() == 2000);
    }

    @Test
    void onePatientsBacklogLeavesRoomForTheOthers() {
        dispatcher.close();
        dispatcher = dispatcher(settings(16, 4));
        AtomicBoolean stuck = new AtomicBoolean(true);
        long stuckPatient = hashOf(Desk.message("s0", "STUCK"));
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            if (entry.patientHash() == stuckPatient && stuck.get()) {
                completion.again();
            } else {
                record(entry);
                completion.done();
            }
        });

        for (int i = 1; i < 300; i++) {
            desk.journal.accept(Desk.message("s" + i, "STUCK"));
        }
        for (int i = 0; i < 300; i++) {
            desk.journal.accept(Desk.message("o" + i, "OTHER" + i % 5));
        }

        await().atMost(LIMIT).until(() -> done() == 300);
        // Between two attempts it is in the handler's hands.
        await().atMost(LIMIT).until(() -> dispatcher.status(DataClass.ADT).state() == DispatchStatus.State.RETRYING);
        stuck.set(false);
        await().atMost(LIMIT).until(() -> done() == 599);
        assertThat(doneByPatient.get(stuckPatient)).hasSize(299).isSorted();
    }

    @Test
    void entriesOfNoPatientDoNotWaitForEachOther() {
        ConcurrentLinkedQueue<Completion> held = new ConcurrentLinkedQueue<>();
        dispatcher.start(DataClass.ADT, (entry, completion) -> held.add(completion));

        for (int i = 0; i < 50; i++) {
            desk.journal.accept(Desk.message("n" + i, ""));
        }

        await().atMost(LIMIT).until(() -> held.size() == 50);
        held.forEach(Completion::done);
    }

    @Test
    void aStartTakesWhatWasLeftAndNothingThatHasItsOutcome() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(desk.accept(Desk.message("l" + i, "MR" + i)).id());
        }
        desk.ends(ids.get(3), Outcome.APPLIED);
        desk.ends(ids.get(9), Outcome.EXCLUDED);
        Set<Long> seen = ConcurrentHashMap.newKeySet();

        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            seen.add(entry.id());
            record(entry);
            completion.done();
        });

        await().atMost(LIMIT).until(() -> done() == 8);
        assertThat(seen).hasSize(8).doesNotContain(ids.get(3), ids.get(9));
    }

    @Test
    void whatAnUndeliveredOutcomeLeftIsDispatchedAgainAtAStartAlsoBeforeThePosition() {
        long first = desk.accept(Desk.message("1", "MR1")).id();
        long second = desk.accept(Desk.message("2", "MR2")).id();
        desk.database.inTransaction(connection -> {
            desk.outcomes.record(
                    connection,
                    List.of(
                            new io.caravan.balance.OutcomeLog.Recorded(first, DataClass.ADT, Outcome.APPLIED, false),
                            new io.caravan.balance.OutcomeLog.Recorded(second, DataClass.ADT, Outcome.APPLIED, true)));
            return 0;
        });
        new Positions(desk.database).save(DataClass.ADT, second);
        assertThat(desk.adt().inFlight()).isOne();

        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            record(entry);
            completion.done();
        });

        await().atMost(LIMIT).until(() -> done() == 1);
        assertThat(desk.adt().residual()).isZero();
        assertThat(desk.adt().applied()).isEqualTo(2);
    }

    @Test
    void aStoppedClassGoesOnAtTheNextStartWithoutLossOrDisorder() throws Exception {
        Random random = new Random(11);
        acceptMany(500, 20, random, "stop");
        for (int round = 0; round < 6; round++) {
            int goal = Math.min(500, done() + 60);
            AutoCloseable lane =
                    dispatcher.start(DataClass.ADT, (entry, completion) -> handleRandomly(entry, completion, 5));
            await().atMost(LIMIT).until(() -> done() >= goal);
            lane.close();
            busy.clear();
        }
        dispatcher.start(DataClass.ADT, (entry, completion) -> handleRandomly(entry, completion, 5));

        await().atMost(LIMIT).until(() -> done() == 500);
        assertThat(problems).isEmpty();
        assertThat(doneByPatient.values()).allSatisfy(ids -> assertThat(ids).isSorted());
    }

    @Test
    void aPausedClassTakesNothingAndItsFeedGoesOn() {
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            record(entry);
            completion.done();
        });
        desk.accept(Desk.message("first", "MR1"));
        await().atMost(LIMIT).until(() -> done() == 1);
        dispatcher.pause(DataClass.ADT, "maintenance of the target");

        acceptMany(2000, 5, new Random(1), "paused");

        assertThat(done()).isEqualTo(1);
        assertThat(dispatcher.status(DataClass.ADT).state()).isEqualTo(DispatchStatus.State.PAUSED);
        assertThat(dispatcher.status(DataClass.ADT).reason()).isEqualTo("maintenance of the target");
        dispatcher.resume(DataClass.ADT);
        await().atMost(LIMIT).until(() -> done() == 2001);
    }

    @Test
    void aReplayAskedForWhileTheEntryIsUnderWayRunsAfterIt() {
        ConcurrentLinkedQueue<Completion> held = new ConcurrentLinkedQueue<>();
        dispatcher.start(DataClass.ADT, (entry, completion) -> held.add(completion));
        long id = desk.accept(Desk.message("1", "MR1")).id();
        await().atMost(LIMIT).until(() -> held.size() == 1);

        dispatcher.again(DataClass.ADT, id);
        held.element().done();

        await().atMost(LIMIT).until(() -> held.size() == 2);
        desk.ends(id, Outcome.APPLIED);
        held.forEach(Completion::done);
        dispatcher.again(DataClass.ADT, id); // has its outcome: nothing to do
        long next = desk.accept(Desk.message("2", "MR1")).id();
        await().atMost(LIMIT).until(() -> held.size() == 3);
        assertThat(next).isGreaterThan(id);
        held.forEach(Completion::done);
    }

    @Test
    void aHandlerThatThrowsIsTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            if (calls.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
            }
            record(entry);
            completion.done();
        });

        desk.accept(Desk.message("1", "MR1"));

        await().atMost(LIMIT).until(() -> done() == 1);
        assertThat(calls).hasValue(4);
    }

    @Test
    void thePositionNeverPassesAnEntryThatIsUnderWay() {
        ConcurrentLinkedQueue<Completion> held = new ConcurrentLinkedQueue<>();
        long first = desk.accept(Desk.message("1", "FIRST")).id();
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            if (entry.id() == first) {
                held.add(completion);
            } else {
                record(entry);
                completion.done();
            }
        });
        acceptMany(50, 5, new Random(2), "later");
        await().atMost(LIMIT).until(() -> done() == 50);

        await().atMost(LIMIT).until(() -> position() == first - 1);
        desk.ends(first, Outcome.APPLIED);
        held.element().done();
        await().atMost(LIMIT).until(() -> position() == desk.query("select max(id) from journal"));
    }

    @Test
    void thePositionOfAQuietClassMovesWithTheOthers() {
        dispatcher.start(DataClass.LABS, (entry, completion) -> completion.done());
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            record(entry);
            completion.done();
        });

        acceptMany(20, 5, new Random(2), "adt");

        await().atMost(LIMIT)
                .until(() -> desk.query("select count(*) from dispatch_position where journal_id ="
                                + " (select max(id) from journal)")
                        == 2);
    }

    private PatientOrderDispatcher dispatcher(DispatchSettings settings) {
        return new PatientOrderDispatcher(desk.journal, desk.database, settings);
    }

    private static DispatchSettings settings(int maxUnderWay, int maxPerPatient) {
        return new DispatchSettings(
                3,
                maxUnderWay,
                1 << 20,
                maxPerPatient,
                Duration.ofMillis(1),
                Duration.ofMillis(20),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }

    private List<Receipt> acceptMany(int count, int patients, Random random, String prefix) {
        List<CompletableFuture<Receipt>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(desk.journal.accept(Desk.message(prefix + i, "MR" + random.nextInt(patients))));
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    private void handleRandomly(JournalEntry entry, Completion completion, long seed) {
        int turn = handled.incrementAndGet();
        if (!busy.add(entry.patientHash())) {
            problems.add("two entries of one patient at once: " + entry.id());
        }
        Random random = new Random(seed + turn);
        Runnable end = () -> {
            boolean fails = random.nextInt(10) == 0;
            if (!fails) {
                record(entry);
            }
            busy.remove(entry.patientHash());
            if (fails) {
                completion.again();
            } else {
                completion.done();
            }
        };
        if (random.nextBoolean()) {
            end.run();
        } else {
            others.execute(end);
        }
    }

    private void record(JournalEntry entry) {
        desk.ends(entry.id(), Outcome.APPLIED);
        doneByPatient
                .computeIfAbsent(entry.patientHash(), any -> Collections.synchronizedList(new ArrayList<>()))
                .add(entry.id());
    }

    private int done() {
        return new HashMap<>(doneByPatient)
                .values().stream().mapToInt(List::size).sum();
    }

    private long position() {
        return desk.query("select coalesce(max(journal_id), 0) from dispatch_position where data_class = 0");
    }

    private long hashOf(Incoming message) {
        long id = desk.accept(message).id();
        long hash = desk.journal.find(id).orElseThrow().patientHash();
        desk.database.inTransaction(connection -> {
            try (PreparedStatement forget = connection.prepareStatement("delete from journal where id = ?")) {
                forget.setLong(1, id);
                return forget.executeUpdate();
            }
        });
        return hash;
    }
}
