package io.caravan.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.audit.PostgresAuditLog;
import io.caravan.balance.Balance;
import io.caravan.balance.OutcomeLog;
import io.caravan.deadletter.MessageLetter;
import io.caravan.journal.Desk;
import io.caravan.journal.Receipt;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job whose process is killed in the middle. {@code -Dreplay.letters=10000 -Dreplay.patients=500 -Dreplay.rate=500} tries a
 * large one.
 */
class ReplayKilledTest {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayKilledTest.class);
    private static final int LETTERS = Integer.getInteger("replay.letters", 600);
    private static final int PATIENTS = Integer.getInteger("replay.patients", 30);
    private static final int RATE = Integer.getInteger("replay.rate", 300);
    private static final int BATCH = 500;
    private static final Duration LIMIT = Duration.ofSeconds(120L + LETTERS / 20);

    @TempDir
    Path folder;

    private final TestDatabase own = TestSchema.createServerDatabase();
    private Desk desk;

    @BeforeEach
    void lettersOfPatients() {
        desk = ReplayProcess.desk(TestSchema.open(own), folder);
        execute(ReplayProcess.EFFECTS);
        for (int first = 0; first < LETTERS; first += BATCH) {
            open(first, Math.min(LETTERS, first + BATCH));
        }
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void aJobWhoseProcessIsKilledReplaysEachLetterOnceEachPatientsInOrderAtItsRate() throws Exception {
        killWhenDone(LETTERS / 3);
        killWhenDone(2 * LETTERS / 3);
        long begun = System.nanoTime();
        Process last = start();
        try {
            await().atMost(LIMIT).until(() -> !last.isAlive() || number("""
                    select count(*) from replay_job where ended_at is not null""") == 1);
            assertThat(last.isAlive()).as("the last process ended").isTrue();
        } finally {
            last.destroyForcibly();
            last.waitFor();
        }

        long fastest = number("""
                select max(count) from (
                    select count(*) from audit where action = 'replay' group by date_trunc('second', at)) as second""");
        LOG.info(
                "{} letters, {} patients, killed twice; the last {} ms; at most {} in a second, {} were allowed",
                LETTERS,
                PATIENTS,
                (System.nanoTime() - begun) / 1_000_000,
                fastest,
                RATE);
        assertThat(number("select count(*) from effect")).isEqualTo(LETTERS);
        assertThat(number("select count(distinct journal_id) from effect")).isEqualTo(LETTERS);
        assertThat(number("""
                select count(*) from (
                    select journal_id, lag(journal_id) over (partition by patient order by sequence) as before
                    from effect) as step
                where before > journal_id""")).as("of a patient out of order").isZero();
        assertThat(number("select count(distinct patient) from effect")).isEqualTo(PATIENTS);
        assertThat(number("select replayed from replay_job")).isEqualTo(LETTERS);
        assertThat(number("select count(*) from dead_letter where state = 3")).isEqualTo(LETTERS);
        assertThat(number("select count(*) from audit where action = 'replay'")).isEqualTo(LETTERS);
        assertThat(number("select count(distinct subject) from audit where action = 'replay'"))
                .isEqualTo(LETTERS);
        assertThat(number("select count(*) from dead_letter_attempt where event = 'replay'"))
                .isEqualTo(LETTERS);
        assertThat(fastest).isLessThanOrEqualTo(RATE + RATE / 10 + 1);
        assertThat(new PostgresAuditLog(desk.database, desk.clock, folder.resolve("audit.head"))
                        .verify()
                        .isIntact())
                .isTrue();
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(LETTERS, LETTERS, 0, 0, 0, 0, 0));
    }

    private void open(int from, int to) {
        List<CompletableFuture<Receipt>> accepted = new ArrayList<>();
        for (int i = from; i < to; i++) {
            accepted.add(desk.journal.accept(Desk.message("C" + i, "MR" + i % PATIENTS)));
        }
        List<MessageLetter> letters = new ArrayList<>();
        List<OutcomeLog.Recorded> outcomes = new ArrayList<>();
        for (CompletableFuture<Receipt> one : accepted) {
            long id = one.join().id();
            letters.add(new MessageLetter(id, DataClass.ADT, "test", "C" + id, ReplayDesk.BAD_DATE));
            outcomes.add(new OutcomeLog.Recorded(id, DataClass.ADT, Outcome.DEAD_LETTERED, true));
        }
        desk.database.inTransaction(connection -> {
            desk.letters.open(connection, letters);
            desk.outcomes.record(connection, outcomes);
            return 0;
        });
    }

    private void killWhenDone(int letters) throws IOException, InterruptedException {
        Process process = start();
        try {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || number("select count(*) from effect") >= letters);
            assertThat(process.isAlive()).as("it was still running").isTrue();
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        assertThat(number("select count(*) from effect")).isLessThan(LETTERS);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplayProcess.class.getName(),
                        own.url(),
                        own.user(),
                        own.password(),
                        folder.toString(),
                        Integer.toString(RATE)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/replay-process.log")))
                .start();
    }

    private void execute(String sql) {
        desk.database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private long number(String sql) {
        return desk.query(sql);
    }
}
