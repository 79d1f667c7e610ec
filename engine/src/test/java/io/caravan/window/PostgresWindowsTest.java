package io.caravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.audit.AuditLog.AuditRecord;
import io.caravan.audit.PostgresAuditLog;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.SettableClock;
import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Windows.Decider;
import io.caravan.window.Windows.Duty;
import io.caravan.window.Windows.InForce;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresWindowsTest {
    private static final Decider ANNA = new Decider("anna", "as agreed");
    private static final BulkWork ADT = new BulkWork(Phase.BACKFILL, DataClass.ADT, "oldhis");

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.at("2026-03-02T12:00:00Z");
    private Database database;
    private PostgresAuditLog audit;

    @BeforeEach
    void open() {
        database = TestSchema.create();
        audit = new PostgresAuditLog(database, clock, folder.resolve("audit.head"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Each word of the text is a window that is open at night. */
    private PostgresWindows windows() {
        return new PostgresWindows(database, Nights::plan, audit, clock);
    }

    private static PlanSource plan(String text) {
        return new PlanSource(text, Map.of("holidays.ics", "BEGIN:VCALENDAR"));
    }

    private Duty forAnHour(String window) {
        Instant now = clock.instant();
        return new Duty(Optional.of(window), Scope.ALL, now, now.plus(Duration.ofHours(1)));
    }

    @Test
    void withoutAnyPlanBulkWorkMayAlwaysRun() {
        PostgresWindows windows = windows();

        assertThat(windows.inForce().version()).isZero();
        assertThat(windows.ask(ADT)).isEqualTo(Standing.ALWAYS);
    }

    @Test
    void aPlanOutlivesTheProcessWithItsCalendarsAndWhoPutItInForce() {
        InForce applied = windows().apply(plan("nights"), 0, ANNA);

        InForce after = windows().inForce();

        assertThat(after).isEqualTo(applied);
        assertThat(after.version()).isEqualTo(1);
        assertThat(after.source().calendars()).containsEntry("holidays.ics", "BEGIN:VCALENDAR");
        assertThat(after.decider()).isEqualTo(ANNA);
    }

    @Test
    void whoMadeAPlanFromAVersionThatIsNotInForceAnyMoreIsRefused() {
        PostgresWindows windows = windows();
        windows.apply(plan("nights"), 0, ANNA);

        assertThatThrownBy(() -> windows.apply(plan("nights days"), 0, new Decider("ben", "more")))
                .isInstanceOf(WindowRefused.class)
                .hasMessageContaining("Version 1")
                .hasMessageContaining("anna");
        assertThat(windows().inForce().version()).isEqualTo(1);
    }

    @Test
    void ofManyWhoApplyAtOnceOneSucceeds() throws Exception {
        PostgresWindows windows = windows();
        PostgresWindows others = windows();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<InForce>> all = threads.invokeAll(List.<Callable<InForce>>of(
                () -> windows.apply(plan("a"), 0, ANNA),
                () -> others.apply(plan("b"), 0, ANNA),
                () -> windows.apply(plan("c"), 0, ANNA),
                () -> others.apply(plan("d"), 0, ANNA)));
        threads.shutdown();

        long succeeded = all.stream().filter(one -> succeeded(one)).count();

        assertThat(succeeded).isEqualTo(1);
        assertThat(windows().inForce().version()).isEqualTo(1);
    }

    private static boolean succeeded(Future<InForce> one) {
        try {
            one.get();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void applyingWhatIsInForceChangesNothing() {
        PostgresWindows windows = windows();
        windows.apply(plan("nights"), 0, ANNA);

        InForce again = windows.apply(plan("nights"), 1, new Decider("ben", "once more"));

        assertThat(again.version()).isEqualTo(1);
        assertThat(again.decider()).isEqualTo(ANNA);
        assertThat(actions()).containsExactly("window-apply");
    }

    @Test
    void aPlanWithProblemsIsNotPutInForce() {
        PostgresWindows windows = windows();

        assertThatThrownBy(() -> windows.apply(plan("broken"), 0, ANNA)).isInstanceOf(WindowRefused.class);
        assertThat(windows().inForce().version()).isZero();
        assertThat(actions()).isEmpty();
    }

    @Test
    void theFilesOfTheSiteAreTakenOnceAndTheDatabaseHasTheSayAfterThat() {
        boolean taken = windows().seed(plan("nights"));
        boolean differs = !windows().seed(plan("nights days"));

        assertThat(taken).isTrue();
        assertThat(differs).isTrue();
        assertThat(windows().inForce().source()).isEqualTo(plan("nights"));
    }

    @Test
    void ofTwoThatStartAtOnceTheSecondTakesWhatTheFirstHasTaken() {
        PostgresWindows first = windows();
        PostgresWindows second = windows();
        first.seed(plan("nights"));

        boolean same = second.seed(plan("nights"));

        assertThat(same).isTrue();
        assertThat(second.inForce().version()).isEqualTo(1);
    }

    @Test
    void aPlanThatCanBeReadNoMoreKeepsBulkWorkShut() {
        windows().apply(plan("nights"), 0, ANNA);

        PostgresWindows after = new PostgresWindows(
                database,
                source -> {
                    throw new WindowRefused("line 1: what is this?");
                },
                audit,
                clock);

        assertThat(after.ask(ADT).isOpen()).isFalse();
        assertThat(after.ask(ADT).reason()).contains("line 1: what is this?");
        assertThat(after.stopped()).isEmpty();
    }

    @Test
    void anOverrideIsKnownToEveryCaravanOnTheDatabaseUntilItEnds() {
        PostgresWindows here = windows();
        here.apply(plan("nights"), 0, ANNA);
        PostgresWindows there = windows();
        Scope scope = new Scope(Set.of(DataClass.ADT, DataClass.LABS), Set.of("oldhis"), Set.of(Phase.BACKFILL));
        Instant now = clock.instant();
        Duty duty = new Duty(Optional.of("nights"), scope, now, now.plus(Duration.ofHours(1)));

        ManualOverride made = here.override(Action.OPEN, duty, ANNA);
        there.refresh();

        assertThat(there.overrides()).containsExactly(made);
        assertThat(made.scope()).isEqualTo(scope);
        clock.forward(Duration.ofHours(1));
        assertThat(there.overrides()).isEmpty();
    }

    @Test
    void anOverrideIsWithdrawnOnce() {
        PostgresWindows windows = windows();
        windows.apply(plan("nights"), 0, ANNA);
        ManualOverride made = windows.override(Action.CLOSE, forAnHour("nights"), ANNA);

        windows.withdraw(made.id(), new Decider("ben", "not needed"));

        assertThat(windows.overrides()).isEmpty();
        assertThatThrownBy(() -> windows.withdraw(made.id(), ANNA)).isInstanceOf(WindowRefused.class);
        assertThat(windows().overrides()).isEmpty();
    }

    @Test
    void anOverrideOfNoWindowOrWithoutTimeIsRefused() {
        PostgresWindows windows = windows();
        windows.apply(plan("nights"), 0, ANNA);
        Instant now = clock.instant();

        assertThatThrownBy(() -> windows.override(Action.OPEN, forAnHour("days"), ANNA))
                .isInstanceOf(WindowRefused.class)
                .hasMessageContaining("days");
        assertThatThrownBy(() -> windows.override(
                        Action.OPEN, new Duty(Optional.empty(), Scope.ALL, now.minusSeconds(60), now), ANNA))
                .isInstanceOf(WindowRefused.class);
        assertThatThrownBy(() -> windows.override(Action.OPEN, forAnHour("nights"), new Decider("anna", " ")))
                .isInstanceOf(WindowRefused.class);
    }

    @Test
    void anEmergencyStopStandsUntilAPersonLiftsItAlsoAfterARestart() {
        EmergencyStop stop = windows().stop(new Decider("anna", "the laboratory is down"));

        PostgresWindows after = windows();
        EmergencyStop again = after.stop(new Decider("ben", "me too"));

        assertThat(again).isEqualTo(stop);
        assertThat(after.stopped()).contains(stop);
        assertThat(after.ask(ADT).level()).isEqualTo(Standing.Level.STOPPED);

        after.lift(new Decider("ben", "it is up again"));

        assertThat(after.ask(ADT)).isEqualTo(Standing.ALWAYS);
        assertThatThrownBy(() -> after.lift(ANNA)).isInstanceOf(WindowRefused.class);
        assertThat(windows().stopped()).isEmpty();
        assertThat(actions()).containsExactly("emergency-lift", "emergency-stop");
    }

    @Test
    void everyChangeIsAuditedWithWhoAndWhy() {
        PostgresWindows windows = windows();
        windows.apply(plan("nights"), 0, ANNA);
        ManualOverride made = windows.override(Action.OPEN, forAnHour("nights"), new Decider("ben", "weekend"));
        windows.withdraw(made.id(), new Decider("carl", "enough"));

        List<AuditRecord> records = audit.list(0, 10);

        assertThat(actions()).containsExactly("window-withdraw", "window-open", "window-apply");
        assertThat(records.get(1).actor()).isEqualTo("ben");
        assertThat(records.get(1).subject()).isEqualTo("window/nights");
        assertThat(records.get(1).detail()).contains("2026-03-02T13:00:00Z").endsWith(": weekend");
        assertThat(audit.verify().isIntact()).isTrue();
    }

    @Test
    void theDigestDoesNotLetOnePartRunIntoTheNext() {
        PlanSource one = new PlanSource("ab", Map.of("c", "d"));
        PlanSource other = new PlanSource("a", Map.of("bc", "d"));

        assertThat(one.digest()).isNotEqualTo(other.digest()).hasSize(64);
        assertThat(one.digest()).isEqualTo(new PlanSource("ab", Map.of("c", "d")).digest());
    }

    private List<String> actions() {
        return audit.list(0, 100).stream().map(AuditRecord::action).toList();
    }
}
