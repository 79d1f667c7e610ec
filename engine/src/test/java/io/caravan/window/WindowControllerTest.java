package io.caravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.alert.Condition;
import io.caravan.audit.PostgresAuditLog;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.SettableClock;
import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Windows.Decider;
import io.caravan.window.Windows.Duty;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole controller on a real database, with clocks that the test sets; a restart throws all objects away. The window is
 * open from 22:00 to 06:00 in Berlin: in winter 21:00 to 05:00 in UTC.
 */
class WindowControllerTest {
    private static final Decider ANNA = new Decider("anna", "as agreed");
    private static final BulkWork ADT = new BulkWork(Phase.BACKFILL, DataClass.ADT, "oldhis");

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.at("2026-01-14T12:00:00Z");
    private final AtomicLong nanos = new AtomicLong();
    private Database database;
    private PostgresWindows windows;
    private Worker worker;
    private WindowController controller;

    /** Does something whenever it may, and counts how often it is woken. */
    private static final class Worker implements BulkWorker {
        private int inHand;
        private long records;
        private int wakes;
        private boolean going = true;

        @Override
        public List<Doing> doing() {
            return List.of(new Doing(ADT, going, inHand, records));
        }

        @Override
        public void wake() {
            wakes++;
        }
    }

    @BeforeEach
    void begin() {
        database = TestSchema.create();
        restart();
        windows.apply(new PlanSource("nights", Map.of()), 0, ANNA);
    }

    @AfterEach
    void end() {
        controller.close();
        database.close();
    }

    /** As a new process would begin: it knows nothing but what the database says. */
    private void restart() {
        if (controller != null) {
            controller.close();
        }
        windows = new PostgresWindows(
                database, Nights::plan, new PostgresAuditLog(database, clock, folder.resolve("audit.head")), clock);
        worker = new Worker();
        controller = new WindowController(
                windows, database, List.of(worker), new WindowController.Clocks(clock, nanos::get));
    }

    /** Time goes on, on every clock, and the controller looks. */
    private void goOn(Duration span) {
        clock.forward(span);
        nanos.addAndGet(span.toNanos());
        look();
    }

    private void goOnTo(String instant) {
        goOn(Duration.between(clock.instant(), Instant.parse(instant)));
    }

    /** Somebody sets the clock on the wall. */
    private void set(String instant) {
        clock.set(Instant.parse(instant));
        look();
    }

    private void look() {
        windows.refresh();
        controller.look();
    }

    private boolean isOpen() {
        return windows.ask(ADT).isOpen();
    }

    @Test
    void aWindowOpensAndShutsAndItsSessionTellsWhatWasDone() {
        look();
        assertThat(isOpen()).isFalse();
        assertThat(sessions()).isEmpty();

        goOnTo("2026-01-14T21:00:00Z");
        assertThat(isOpen()).isTrue();
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 open records 0 overrun 0");
        worker.records = 4000;
        goOnTo("2026-01-15T04:59:59Z");
        worker.records = 4200;
        goOnTo("2026-01-15T05:00:00Z");

        assertThat(isOpen()).isFalse();
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 ended 05:00 records 4200 overrun 0");
    }

    @Test
    void whatWaitsIsWokenWhenItMayStandOtherwise() {
        look();
        int before = worker.wakes;
        goOn(Duration.ofSeconds(1));
        assertThat(worker.wakes).isEqualTo(before);

        goOnTo("2026-01-14T21:00:00Z");

        assertThat(worker.wakes).isEqualTo(before + 1);
    }

    @Test
    void aRestartInsideAWindowGoesOnWithTheSameSession() {
        goOnTo("2026-01-14T22:00:00Z");
        worker.records = 100;
        goOn(Duration.ofSeconds(1));

        restart();
        goOn(Duration.ofMinutes(5));
        assertThat(isOpen()).isTrue();
        worker.records = 50;
        goOn(Duration.ofSeconds(1));

        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 open records 150 overrun 0");
    }

    @Test
    void aRestartAfterTheEndOpensNothingAndEndsWhatTheDeadProcessLeft() {
        goOnTo("2026-01-15T04:00:00Z");
        worker.records = 100;
        goOn(Duration.ofSeconds(1));
        clock.set(Instant.parse("2026-01-15T08:00:00Z"));

        restart();
        controller.start();

        await().untilAsserted(() ->
                assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 ended 05:00 records 100 overrun 0"));
        assertThat(isOpen()).isFalse();
    }

    @Test
    void aRestartOutsideIsRightWhenTheWindowOpens() {
        look();
        restart();
        look();
        assertThat(isOpen()).isFalse();

        goOnTo("2026-01-14T21:00:00Z");

        assertThat(isOpen()).isTrue();
        assertThat(sessions()).hasSize(1);
    }

    @Test
    void aClockThatIsSetBackOpensNoSecondSession() {
        goOnTo("2026-01-14T21:10:00Z");
        worker.records = 10;
        goOn(Duration.ofSeconds(1));

        set("2026-01-14T20:30:00Z");
        assertThat(isOpen()).isFalse();
        assertThat(clockSteps()).singleElement().asString().contains("40m1s back");
        goOnTo("2026-01-14T21:00:00Z");
        worker.records = 30;
        goOn(Duration.ofSeconds(1));

        assertThat(isOpen()).isTrue();
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 open records 30 overrun 0");
    }

    @Test
    void aClockThatIsSetBackInsideTheWindowChangesNothingButIsTold() {
        goOnTo("2026-01-15T01:00:00Z");

        set("2026-01-14T23:00:00Z");

        assertThat(isOpen()).isTrue();
        assertThat(clockSteps()).hasSize(1);
        goOn(Duration.ofHours(1));
        assertThat(clockSteps()).isEmpty();
        assertThat(sessions()).hasSize(1);
    }

    @Test
    void aClockThatIsSetForwardShutsAtOnceAndAgainOpensWhenItIsSetRight() {
        goOnTo("2026-01-14T23:00:00Z");

        set("2026-01-15T09:00:00Z");
        assertThat(isOpen()).isFalse();
        assertThat(clockSteps()).singleElement().asString().contains("10h forward");
        set("2026-01-14T23:00:01Z");

        assertThat(isOpen()).isTrue();
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 open records 0 overrun 0");
    }

    @Test
    void aClockThatIsSetOverAWholeNightHoldsNoOldOpening() {
        look();

        set("2026-01-16T12:00:00Z");

        assertThat(isOpen()).isFalse();
        assertThat(sessions()).isEmpty();
    }

    @Test
    void anOverrideThatEndsDuringARestartHasEndedAfterIt() {
        look();
        Instant now = clock.instant();
        windows.override(Action.OPEN, new Duty(Optional.of("nights"), Scope.ALL, now, now.plusSeconds(3600)), ANNA);
        look();
        assertThat(isOpen()).isTrue();
        assertThat(sessions()).hasSize(1);

        clock.forward(Duration.ofMinutes(61));
        restart();
        look();

        assertThat(isOpen()).isFalse();
        assertThat(windows.overrides()).isEmpty();
        goOnTo("2026-01-14T21:00:00Z");
        assertThat(isOpen()).isTrue();
    }

    @Test
    void anOverrideThatClosesStandsAfterARestartAndNoLongerThanItShould() {
        goOnTo("2026-01-14T22:00:00Z");
        Instant now = clock.instant();
        windows.override(Action.CLOSE, new Duty(Optional.of("nights"), Scope.ALL, now, now.plusSeconds(3600)), ANNA);

        restart();
        goOn(Duration.ofMinutes(30));
        assertThat(isOpen()).isFalse();
        assertThat(windows.ask(ADT).reason()).contains("anna");
        goOn(Duration.ofMinutes(30));

        assertThat(isOpen()).isTrue();
    }

    @Test
    void anOverrideStandsAgainWhenTheClockIsSetBackBeforeItsEnd() {
        look();
        Instant now = clock.instant();
        windows.override(Action.OPEN, new Duty(Optional.of("nights"), Scope.ALL, now, now.plusSeconds(3600)), ANNA);
        goOn(Duration.ofMinutes(61));
        assertThat(isOpen()).isFalse();
        restart();

        set("2026-01-14T12:30:00Z");

        assertThat(isOpen()).isTrue();
    }

    @Test
    void whatGoesOnAfterTheEndIsToldAndItsSessionSaysHowLong() {
        goOnTo("2026-01-15T04:59:00Z");
        worker.inHand = 2;
        goOnTo("2026-01-15T05:00:00Z");
        goOn(Duration.ofSeconds(90));

        assertThat(told("window-overrun")).singleElement().asString().contains("adt from oldhis still has 2 segments");
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 open records 0 overrun 90");
        worker.inHand = 0;
        worker.records = 1000;
        goOn(Duration.ofSeconds(1));

        assertThat(told("window-overrun")).isEmpty();
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 ended 05:01 records 1000 overrun 90");
    }

    @Test
    void anEmergencyStopShutsAtOnceAlsoAfterARestartAndTheSessionGoesOnWhenItIsLifted() {
        goOnTo("2026-01-14T22:00:00Z");

        windows.stop(new Decider("anna", "the laboratory is down"));
        look();
        restart();
        look();
        assertThat(windows.ask(ADT).level()).isEqualTo(Standing.Level.STOPPED);
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 ended 22:00 records 0 overrun 0");
        windows.lift(ANNA);
        goOn(Duration.ofSeconds(1));

        assertThat(isOpen()).isTrue();
        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 open records 0 overrun 0");
    }

    @Test
    void anotherCaravanOnTheDatabaseLearnsOfEveryChange() {
        goOnTo("2026-01-14T22:00:00Z");
        PostgresWindows there = new PostgresWindows(
                database, Nights::plan, new PostgresAuditLog(database, clock, folder.resolve("there.head")), clock);

        there.stop(new Decider("ben", "the network is down"));
        look();

        assertThat(windows.ask(ADT).level()).isEqualTo(Standing.Level.STOPPED);
        assertThat(worker.wakes).isPositive();
    }

    @Test
    void aRunThatEndsEndsItsSessionWithAllThatItDid() {
        goOnTo("2026-01-14T22:00:00Z");

        worker.records = 777;
        worker.going = false;
        goOn(Duration.ofSeconds(1));
        goOn(Duration.ofSeconds(1));

        assertThat(sessions()).containsExactly("2026-01-14 21:00-05:00 ended 22:00 records 777 overrun 0");
    }

    @Test
    void eachNightHasASessionAndTheNightWithTheClockChangeIsSevenHoursLong() {
        goOnTo("2026-03-27T21:00:00Z");
        goOnTo("2026-03-28T05:00:00Z");
        goOnTo("2026-03-28T21:00:00Z");
        goOnTo("2026-03-29T04:00:00Z");
        goOnTo("2026-03-29T20:00:00Z");

        assertThat(sessions())
                .containsExactly(
                        "2026-03-27 21:00-05:00 ended 05:00 records 0 overrun 0",
                        "2026-03-28 21:00-04:00 ended 04:00 records 0 overrun 0",
                        "2026-03-29 20:00-04:00 open records 0 overrun 0");
    }

    @Test
    void newRulesOfAZoneHoldAtOnce() {
        MovingZone zone = MovingZone.register(ZoneOffset.ofHours(1));
        windows.apply(new PlanSource(MovingZone.ID, Map.of()), 1, ANNA);
        goOnTo("2026-01-14T20:30:00Z");
        assertThat(isOpen()).isFalse();

        zone.decide(ZoneOffset.ofHours(2));
        goOn(Duration.ofSeconds(1));

        assertThat(isOpen()).isTrue();
        assertThat(sessions()).containsExactly("2026-01-14 20:00-04:00 open records 0 overrun 0");
        zone.decide(ZoneOffset.ofHours(-3));
        goOn(Duration.ofSeconds(1));
        assertThat(isOpen()).isFalse();
        assertThat(sessions()).containsExactly("2026-01-14 20:00-04:00 ended 20:30 records 0 overrun 0");
    }

    private List<String> clockSteps() {
        return told("clock-step");
    }

    private List<String> told(String kind) {
        return controller.conditions().stream()
                .filter(condition -> condition.kind().equals(kind))
                .flatMap(condition -> condition.standing().stream())
                .map(Condition.Standing::text)
                .toList();
    }

    private List<String> sessions() {
        return database.inTransaction(connection -> {
            List<String> all = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("""
                            select to_char(opens_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
                                || to_char(ends_at at time zone 'UTC', '-HH24:MI')
                                || coalesce(to_char(ended_at at time zone 'UTC', ' "ended" HH24:MI'), ' open')
                                || ' records ' || records || ' overrun ' || overrun_seconds
                            from window_session
                            order by opens_at
                            """)) {
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
            }
            return all;
        });
    }
}
