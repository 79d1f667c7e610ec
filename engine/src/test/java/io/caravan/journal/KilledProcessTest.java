package io.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.balance.Balance;
import io.caravan.crypto.TestKeys;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Receipt.Kind;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseSettings;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes and dispatches messages is killed (SIGKILL) while it does; another one takes over. */
class KilledProcessTest {
    private static final int KILL_AFTER = 3000;

    @TempDir
    Path keys;

    @Test
    void nothingAcknowledgedIsLostAndNothingIsCountedTwice() throws Exception {
        TestDatabase at = TestSchema.createServerDatabase();
        TestKeys.open(keys);
        Process sender = start(at);
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(sender.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.endsWith(".")) {
                    break; // the kill cut the line
                }
                acknowledged.add(line.substring(0, line.length() - 1));
                if (acknowledged.size() == KILL_AFTER) {
                    sender.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(sender.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILL_AFTER);

        Database database = new Database(new DatabaseSettings(at.url(), at.user(), at.password()));
        try (Desk desk = new Desk(database, TestKeys.open(keys), JournalSettings.DEFAULT);
                PatientOrderDispatcher dispatcher =
                        new PatientOrderDispatcher(desk.journal, database, DispatchSettings.DEFAULT)) {
            for (String controlId : acknowledged) {
                Receipt again = desk.accept(Desk.message(controlId, "MR" + controlId.hashCode() % 50));
                assertThat(again.kind()).as(controlId).isEqualTo(Kind.DUPLICATE);
            }
            dispatcher.start(DataClass.ADT, (entry, completion) -> {
                desk.ends(entry.id(), Outcome.APPLIED);
                completion.done();
            });
            long taken = desk.query("select count(*) from journal");
            await().atMost(Duration.ofSeconds(60)).until(() -> desk.adt().inFlight() == 0);
            assertThat(taken).isGreaterThanOrEqualTo(acknowledged.size());
            assertThat(desk.adt()).isEqualTo(new Balance.Counts(taken, taken, 0, 0, 0, 0, 0, acknowledged.size(), 0));
        }
    }

    private Process start(TestDatabase at) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Sender.class.getName(),
                        at.url(),
                        at.user(),
                        at.password(),
                        keys.toString())
                .redirectError(new File("/dev/null"))
                .start();
    }

    /** Accepts and dispatches without end, and prints each control id when its receipt is there. */
    static final class Sender {
        private static final int MAX_WAITING = 200;

        private Sender() {}

        public static void main(String[] args) throws Exception {
            Database database = new Database(new DatabaseSettings(args[0], args[1], args[2]));
            Desk desk = new Desk(database, TestKeys.open(Path.of(args[3])), JournalSettings.DEFAULT);
            new PatientOrderDispatcher(desk.journal, database, DispatchSettings.DEFAULT)
                    .start(DataClass.ADT, (entry, completion) -> {
                        desk.ends(entry.id(), Outcome.APPLIED);
                        completion.done();
                    });
            Semaphore room = new Semaphore(MAX_WAITING);
            for (int i = 0; ; i++) {
                String controlId = "k" + i;
                room.acquire();
                desk.journal
                        .accept(Desk.message(controlId, "MR" + controlId.hashCode() % 50))
                        .thenAccept(receipt -> {
                            System.out.println(controlId + ".");
                            room.release();
                        });
            }
        }
    }
}
