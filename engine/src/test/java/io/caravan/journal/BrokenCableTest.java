package io.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.crypto.TestKeys;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Receipt.Kind;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseSettings;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.Cable;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokenCableTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Cable cable;
    private Desk desk;

    @BeforeEach
    void open() {
        TestDatabase at = TestSchema.createServerDatabase();
        URI server = URI.create(at.url().substring("jdbc:".length()));
        cable = new Cable(server.getPort());
        String url = at.url().replace(":" + server.getPort() + "/", ":" + cable.port() + "/");
        DatabaseSettings settings = new DatabaseSettings(url, at.user(), at.password(), 8, Duration.ofMillis(500));
        desk = new Desk(new Database(settings), TestKeys.create(), JournalSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        cable.mend();
        desk.close();
        cable.close();
    }

    @Test
    void withoutADatabaseEveryMessageIsRefusedSoonAndNoCallerWaits() {
        desk.accept(Desk.message("before", "MR1"));
        cable.cut();

        long begin = System.nanoTime();
        List<CompletableFuture<Receipt>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            results.add(desk.journal.accept(Desk.message("down" + i, "MR1")));
        }
        Duration called = Duration.ofNanos(System.nanoTime() - begin);

        await().atMost(Duration.ofSeconds(10)).until(() -> results.stream().allMatch(CompletableFuture::isDone));
        assertThat(called).isLessThan(Duration.ofSeconds(2));
        assertThat(results)
                .allSatisfy(one ->
                        assertThat(PostgresJournalTest.reason(one)).isEqualTo(CustodyRefused.Reason.UNAVAILABLE));

        cable.mend();
        assertThat(acceptUntilTaken(Desk.message("after", "MR1")).kind()).isEqualTo(Kind.ACCEPTED);
    }

    @Test
    void whateverIsCutASenderThatResendsLosesNothingAndNothingIsDispatchedTwice() {
        List<Long> dispatched = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger resent = new AtomicInteger();
        try (PatientOrderDispatcher dispatcher = new PatientOrderDispatcher(desk.journal, desk.database, quick())) {
            dispatcher.start(DataClass.ADT, (entry, completion) -> {
                desk.ends(entry.id(), Outcome.APPLIED);
                dispatched.add(entry.id());
                completion.done();
            });
            Random random = new Random(17);
            for (int round = 0; round < 8; round++) {
                List<Incoming> messages = new ArrayList<>();
                List<CompletableFuture<Receipt>> results = new ArrayList<>();
                int cutAt = random.nextInt(400);
                for (int i = 0; i < 400; i++) {
                    messages.add(Desk.message("r" + round + "n" + i, "MR" + i % 9));
                    results.add(desk.journal.accept(messages.get(i)));
                    if (i == cutAt) {
                        cable.cut();
                    }
                }
                await().atMost(LIMIT).until(() -> results.stream().allMatch(CompletableFuture::isDone));
                cable.mend();
                for (int i = 0; i < 400; i++) {
                    if (results.get(i).isCompletedExceptionally()) {
                        resent.incrementAndGet();
                        acceptUntilTaken(messages.get(i));
                    }
                }
            }

            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> desk.adt().applied() == 3200 && desk.adt().inFlight() == 0);
        }
        assertThat(resent).hasPositiveValue();
        assertThat(desk.query("select count(*) from journal")).isEqualTo(3200);
        assertThat(desk.adt().residual()).isZero();
        assertThat(desk.query("select count(*) from outcome")).isEqualTo(3200);
    }

    private Receipt acceptUntilTaken(Incoming message) {
        for (int attempt = 0; ; attempt++) {
            try {
                return desk.journal.accept(message).join();
            } catch (RuntimeException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    private static DispatchSettings quick() {
        return new DispatchSettings(
                3, 256, 1 << 20, 32, Duration.ofMillis(5), Duration.ofMillis(200), LIMIT, Duration.ofSeconds(10));
    }
}
