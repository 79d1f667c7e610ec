package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.State;
import io.caravan.balance.Balance.Counts;
import io.caravan.balance.PostgresBalance;
import io.caravan.deadletter.Rehearsed;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import io.caravan.window.ManualOverride;
import io.caravan.window.PlanSource;
import io.caravan.window.PostgresWindows;
import io.caravan.window.Scope;
import io.caravan.window.Windows;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a legacy database to the ledger, with the process killed on the way. */
class BackfillCrashTest {
    private static final int ROWS = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Windows.Decider BY_ANNA = new Windows.Decider("anna", "to try it");

    @TempDir
    Path folder;

    private final LegacyHospital hospital = LegacyHospital.onPostgres();
    private final TestDatabase own = TestSchema.createServerDatabase();

    @BeforeEach
    void aHospitalWithPatients() {
        hospital.execute(
                "create table patient (mrn text primary key, family text, born text)",
                "insert into patient select 'M' || i, 'Family' || i, '1950-01-02' from generate_series(1, " + ROWS
                        + ") i");
    }

    @Test
    void aProcessThatIsKilledTwiceLosesAndDoublesNoRow() throws Exception {
        try (Database watcher = TestSchema.open(own)) {
            killAfter(40, watcher);
            killAfter(120, watcher);
        }

        try (BackfillProcess last = new BackfillProcess(own, hospital.database(), folder)) {
            last.attach();
            await().atMost(LIMIT).until(() -> status(last).state() == State.DONE);

            assertThat(status(last).rows()).isEqualTo(ROWS);
            assertThat(number(last.database, "select count(*) from resource where body is not null"))
                    .isEqualTo(ROWS);
            assertThat(number(last.database, "select count(*) from segment where not done"))
                    .isZero();
            Counts counts = counts(last);
            assertThat(counts.residual()).isZero();
            assertThat(counts.read()).isEqualTo(ROWS);
            assertThat(counts.applied()).isEqualTo(ROWS);
        }
    }

    @Test
    void aProcessThatIsKilledInItsWindowAndOutsideOfItGoesOnWhenItMay() throws Exception {
        try (Database watcher = TestSchema.open(own)) {
            PostgresWindows windows = BackfillProcess.windows(watcher, folder);
            windows.apply(neverOpen(), 0, BY_ANNA);
            ManualOverride open = windows.override(ManualOverride.Action.OPEN, anHour(), BY_ANNA);
            killAfter(40, watcher);
            windows.withdraw(open.id(), BY_ANNA);

            Process outside = start("and go on");
            try {
                await().atMost(LIMIT)
                        .until(() -> text(watcher, "select max(reason) from backfill_run")
                                .startsWith("closed"));
                long done = number(watcher, "select count(*) from segment where done");
                assertThat(done).isBetween(40L, ROWS / 50L - 1);
                assertThat(number(watcher, "select count(*) from window_session where ended_at is null"))
                        .isLessThanOrEqualTo(1); // of the process that was killed
            } finally {
                outside.destroyForcibly();
                outside.waitFor();
            }
            windows.override(ManualOverride.Action.OPEN, anHour(), BY_ANNA);
        }

        try (BackfillProcess last = new BackfillProcess(own, hospital.database(), folder)) {
            last.attach();
            await().atMost(LIMIT).until(() -> status(last).state() == State.DONE);

            assertThat(counts(last).applied()).isEqualTo(ROWS);
            assertThat(counts(last).residual()).isZero();
            // The one that was killed may not have looked after its first second.
            await().atMost(LIMIT)
                    .until(() -> number(last.database, "select count(*) from window_session where records > 0") >= 1);
        }
    }

    /** Its only opening is in half a year. */
    private static PlanSource neverOpen() {
        LocalDate far = LocalDate.now(ZoneOffset.UTC).plusDays(180);
        return new PlanSource(
                "windows:\n  later:\n    zone: UTC\n    open:\n      - first: " + far
                        + " 08:00\n        rule: FREQ=DAILY;COUNT=1\n        length: 8h\n",
                Map.of());
    }

    private static Windows.Duty anHour() {
        Instant now = Instant.now();
        return new Windows.Duty(Optional.of("later"), Scope.ALL, now, now.plus(Duration.ofHours(1)));
    }

    @Test
    void aRowThatCannotGoOnBecomesALetterAndItsReplayIsCounted() {
        hospital.execute("delete from patient where mrn > 'M2'", "update patient set born = 'soon' where mrn = 'M17'");
        try (BackfillProcess process = new BackfillProcess(own, hospital.database(), folder)) {
            process.attach();
            process.backfill.start(DataClass.ADT);
            await().atMost(LIMIT).until(() -> status(process).state() == State.DONE);
            Counts before = counts(process);
            assertThat(before.deadLettered()).isEqualTo(1);
            assertThat(number(process.database, "select count(*) from dead_letter where row_key <> '' and state = 0"))
                    .isEqualTo(1);
            LedgerRowReplay replay = new LedgerRowReplay(
                    process.ledger, Map.of(DataClass.ADT, BackfillProcess.MAPPER), BackfillProcess::context);
            String repaired = "{\"versionMicros\":1782912300000000,\"columns\":{\"patient_id\":\"M17\",\"birth_date\":"
                    + "\"1950-01-02\"}}";

            assertThat(replay.play(DataClass.ADT, "oldhis", repaired))
                    .isInstanceOfSatisfying(
                            Rehearsed.Folded.class,
                            said -> assertThat(said.preview().outcome()).isEqualTo(Outcome.APPLIED));
            assertThat(replay.play(DataClass.ADT, "oldhis", "{broken")).isInstanceOf(Rehearsed.Failed.class);
            assertThat(replay.replay(DataClass.ADT, "oldhis", "M17", repaired)).isEqualTo(Outcome.APPLIED);
            replay.replay(DataClass.ADT, "oldhis", "M17", repaired);
            assertThat(number(process.database, "select max(version) from resource"))
                    .isEqualTo(1);
            assertThat(counts(process).residual()).isZero();
            assertThat(replay.replay(DataClass.ADT, "oldhis", "M17", "{broken")).isEqualTo(Outcome.DEAD_LETTERED);
        }
    }

    private void killAfter(int segments, Database watcher) throws IOException, InterruptedException {
        Process process = start();
        try {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive()
                            || number(watcher, "select count(*) from segment where done") >= segments);
            assertThat(process.isAlive()).as("it was still running").isTrue();
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        assertThat(number(watcher, "select count(*) from segment where done")).isLessThan(ROWS / 50);
    }

    private Process start(String... more) throws IOException {
        LegacyDatabase legacy = hospital.database();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BackfillProcess.class.getName(),
                own.url(),
                own.user(),
                own.password(),
                legacy.url(),
                legacy.user(),
                legacy.password(),
                folder.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/backfill-process.log")))
                .start();
    }

    private static Backfill.Status status(BackfillProcess process) {
        Backfill.Status status = process.backfill.status().get(DataClass.ADT);
        assertThat(status).isNotNull();
        assertThat(status.state()).as(status.reason()).isNotEqualTo(State.FAILED);
        return status;
    }

    private static Counts counts(BackfillProcess process) {
        return new PostgresBalance(process.database).counts().get(DataClass.ADT);
    }

    private static long number(Database database, String sql) {
        return Long.parseLong(text(database, sql));
    }

    private static String text(Database database, String sql) {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getString(1);
            }
        });
    }
}
