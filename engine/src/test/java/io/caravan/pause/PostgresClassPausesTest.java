package io.caravan.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.alert.Alarm;
import io.caravan.audit.PostgresAuditLog;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.TestKeys;
import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.PostgresDeadLetters;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.DispatchStatus;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalSettings;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresClassPausesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int THRESHOLD = 5;

    private final KeyRing keys = TestKeys.create();
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile Cause cause = Cause.DATA;
    private volatile boolean failing = true;
    private volatile boolean reachable = true;
    private volatile Duration later = Duration.ZERO;

    @TempDir
    private Path folder;

    private TestDatabase database;
    private Desk desk;
    private PostgresClassPauses pauses;
    private PatientOrderDispatcher dispatcher;

    @BeforeEach
    void create() {
        database = TestSchema.createServerDatabase();
        begin();
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
    }

    @Test
    void tooManyOfOneCausePauseTheClassWithAReasonAndOneAlertAndTheFeedGoesOn() {
        send("a", 200);

        awaitPause(1);
        ClassPause pause = pauses.active().get(DataClass.ADT);
        assertThat(pause.reason())
                .startsWith("5 dead letters bad-date at map PID-7 since ")
                .endsWith("repair the cause, then: caravan class resume adt");
        assertThat(pause.isOfFailures()).isTrue();
        assertThat(told).hasSize(1);
        assertThat(told.element()).startsWith("raise class-paused adt is paused: 5 dead letters bad-date");
        assertThat(dispatcher.status(DataClass.ADT).state()).isEqualTo(DispatchStatus.State.PAUSED);
        assertThat(dispatcher.status(DataClass.ADT).reason()).isEqualTo(pause.reason());
        send("b", 50);
        assertThat(desk.adt().read()).isEqualTo(250);
        assertThat(desk.adt().residual()).isZero();
        // What the handlers had in their hands may fail beside the threshold, no more.
        assertThat(desk.adt().deadLettered())
                .isBetween((long) THRESHOLD, (long) THRESHOLD + DispatchSettings.DEFAULT.workers());
        assertThat(desk.query("select count(*) from audit where action = 'class-pause'"))
                .isOne();
    }

    @Test
    void afterAResumeEverythingGoesOnAndTheCountBeginsAnew() {
        send("a", 100);
        awaitPause(1);
        failing = false;

        assertThat(pauses.resume(DataClass.ADT, "olga")).isTrue();
        assertThat(pauses.resume(DataClass.ADT, "olga")).isFalse();

        await().atMost(LIMIT).until(() -> desk.adt().inFlight() == 0);
        assertThat(desk.adt().applied()).isGreaterThan(100 - THRESHOLD - 5);
        assertThat(told).hasSize(2).last().isEqualTo("resolve class-paused adt");
        failing = true;
        send("b", THRESHOLD - 1);
        await().atMost(LIMIT).until(() -> desk.adt().inFlight() == 0);
        assertThat(pauses.active()).isEmpty();
    }

    @Test
    void aPauseSurvivesARestart() throws Exception {
        send("a", 50);
        awaitPause(1);
        stop();
        failing = false;

        begin();

        assertThat(pauses.active()).containsOnlyKeys(DataClass.ADT);
        send("b", 10);
        assertThat(desk.adt().applied()).isZero();
        long before = desk.adt().deadLettered();
        pauses.resume(DataClass.ADT, "olga");
        await().atMost(LIMIT).until(() -> desk.adt().applied() == 60 - before);
    }

    @Test
    void whatFailedBeforeARestartCountsAfterIt() throws Exception {
        send("a", THRESHOLD - 1);
        await().atMost(LIMIT).until(() -> desk.adt().deadLettered() == THRESHOLD - 1);
        stop();
        begin();

        send("b", 1);

        awaitPause(1);
    }

    @Test
    void whatFailedBeforeAResumeDoesNotCountAfterARestart() throws Exception {
        send("a", THRESHOLD);
        awaitPause(1);
        await().atMost(LIMIT).until(() -> desk.adt().deadLettered() == THRESHOLD);
        pauses.resume(DataClass.ADT, "olga");
        stop();

        begin();

        send("b", 1);
        await().atMost(LIMIT).until(() -> desk.adt().inFlight() == 0);
        assertThat(pauses.active()).isEmpty();
    }

    @Test
    void aCauseThatPassesLetsTheClassGoOnByItselfWhenTheTargetAnswers() {
        cause = Cause.TRANSIENT;
        reachable = false;
        send("a", 50);
        awaitPause(1);
        assertThat(pauses.active().get(DataClass.ADT).reason()).contains("goes on by itself");
        failing = false;
        later = Duration.ofSeconds(31);
        pauses.look();
        assertThat(pauses.active()).isNotEmpty();

        reachable = true;
        pauses.look();

        await().atMost(LIMIT).until(() -> desk.adt().inFlight() == 0);
        assertThat(pauses.active()).isEmpty();
        assertThat(desk.query("select count(*) from class_pause where ended_by = 'caravan'"))
                .isOne();
    }

    @Test
    void aCauseThatComesBackRestsTwiceAsLong() {
        cause = Cause.TRANSIENT;
        send("a", 50);
        awaitPause(1);
        later = Duration.ofSeconds(31);

        pauses.look();

        awaitPause(2);
        later = Duration.ofSeconds(31 + 40);
        pauses.look();
        assertThat(pauses.active()).isNotEmpty();
        failing = false;
        later = Duration.ofSeconds(31 + 70);
        pauses.look();
        assertThat(pauses.active()).isEmpty();
    }

    @Test
    void whoeverPausesAPausedClassFindsThePresentPause() {
        ClassPause first = pauses.pause(DataClass.ADT, "olga", "the target is repaired");

        assertThat(pauses.pause(DataClass.ADT, "piet", "me too")).isEqualTo(first);

        assertThat(told).isEmpty();
        send("a", 10);
        assertThat(desk.adt().inFlight()).isEqualTo(10);
    }

    @Test
    void aStopGivesBackWhatAPausedClassHadTaken() throws Exception {
        send("a", 100);
        awaitPause(1);
        long began = System.nanoTime();

        stop();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    /** Waits until it was written down so often. */
    private void awaitPause(int times) {
        await().atMost(LIMIT).until(() -> desk.query("select count(*) from class_pause") == times);
        await().atMost(LIMIT).until(() -> pauses.active().containsKey(DataClass.ADT) && told.size() == times * 2 - 1);
    }

    private void begin() {
        InstantSource clock = () -> Instant.now().plus(later);
        FailureWatch watch =
                new FailureWatch(Map.of(DataClass.ADT, new PauseAt(THRESHOLD, Duration.ofSeconds(60))), clock);
        desk = add(new Desk(TestSchema.open(database), keys, JournalSettings.DEFAULT, watch));
        dispatcher = add(new PatientOrderDispatcher(desk.journal, desk.database, DispatchSettings.DEFAULT));
        PausingDispatcher pausing = add(new PausingDispatcher(dispatcher));
        pauses = add(new PostgresClassPauses(
                desk.database,
                watch,
                pausing,
                new PostgresClassPauses.Told(
                        new Recorded(), new PostgresAuditLog(desk.database, clock, folder.resolve("head"))),
                dataClass -> reachable,
                clock));
        PostgresDeadLetters letters = add(new PostgresDeadLetters(
                desk.database,
                keys.sealer(),
                desk.letters,
                desk.outcomes,
                pausing,
                (dataClass, source, rowKey, rowJson) -> Outcome.APPLIED,
                clock));
        pauses.start();
        add(pausing.start(DataClass.ADT, (entry, completion) -> {
            if (failing) {
                letters.open(entry, "", new Failure("map", 102, "bad-date", "PID-7", cause));
            } else {
                desk.ends(entry.id(), Outcome.APPLIED);
            }
            completion.done();
        }));
    }

    private <T extends AutoCloseable> T add(T one) {
        open.add(one);
        return one;
    }

    private void send(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            desk.accept(Desk.message(prefix + i, "P" + i % 20));
        }
    }

    private final class Recorded implements Alarm {
        @Override
        public void raise(String kind, Optional<DataClass> dataClass, String subject, String text) {
            told.add("raise " + kind + " " + text);
        }

        @Override
        public void resolve(String kind, Optional<DataClass> dataClass, String subject) {
            told.add("resolve " + kind + " " + dataClass.orElseThrow().label());
        }
    }
}
