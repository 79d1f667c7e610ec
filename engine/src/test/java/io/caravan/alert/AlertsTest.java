package io.caravan.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.caravan.alert.Condition.Standing;
import io.caravan.crypto.MessageSignature;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static Database database;

    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final List<Standing> wrong = new ArrayList<>();
    private PostgresAlerts alerts;

    @BeforeAll
    static void begin() {
        database = TestSchema.create();
    }

    @AfterAll
    static void end() {
        database.close();
    }

    @BeforeEach
    void nothingIsWrong() {
        database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate("truncate alert cascade");
            }
        });
        alerts = new PostgresAlerts(database, clock);
    }

    @Test
    void whatIsRaisedAgainIsCountedNotOpenedAgain() {
        alerts.raise("class-paused", Optional.of(DataClass.LABS), "", "Labs are paused.");
        alerts.raise("class-paused", Optional.of(DataClass.LABS), "", "Labs are still paused.");

        assertThat(open()).singleElement().satisfies(alert -> {
            assertThat(alert.count()).isEqualTo(2);
            assertThat(alert.text()).isEqualTo("Labs are still paused.");
            assertThat(alert.openedAt()).isEqualTo(clock.instant());
        });
    }

    @Test
    void whatIsOverIsOpenedAnewWhenItComesAgain() {
        alerts.raise("class-paused", Optional.empty(), "x", "One.");
        alerts.resolve("class-paused", Optional.empty(), "x");
        alerts.resolve("class-paused", Optional.empty(), "x");
        alerts.raise("class-paused", Optional.empty(), "x", "Two.");

        assertThat(open()).extracting(Alert::text).containsExactly("Two.");
        assertThat(alerts.list(true, Long.MAX_VALUE, 10))
                .extracting(Alert::text)
                .containsExactly("Two.", "One.");
    }

    @Test
    void whoHasSeenAnAlertIsKeptAndTheAlertStaysOpen() {
        alerts.raise("feed-silent", Optional.empty(), "lab", "Silent.");

        alerts.acknowledge(open().get(0).id(), "olga", "the lab is told");

        assertThat(open()).singleElement().satisfies(alert -> {
            assertThat(alert.acknowledged().orElseThrow().by()).isEqualTo("olga");
            assertThat(alert.acknowledged().orElseThrow().note()).isEqualTo("the lab is told");
        });
        assertThat(alerts.find(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void theWatchOpensWhatIsWrongOnceAndEndsWhatIsOver() {
        wrong.add(new Standing(Optional.of(DataClass.ADT), "", "Ten letters."));
        look(new AlertWatch(alerts, List.of(condition(Duration.ZERO)), clock), 2);
        wrong.set(0, new Standing(Optional.of(DataClass.ADT), "", "Eleven letters."));
        // another process goes on where this one ended
        look(new AlertWatch(alerts, List.of(condition(Duration.ZERO)), clock), 2);

        assertThat(open()).singleElement().satisfies(alert -> {
            assertThat(alert.count()).isEqualTo(1);
            assertThat(alert.text()).isEqualTo("Eleven letters.");
        });

        wrong.clear();
        look(new AlertWatch(alerts, List.of(condition(Duration.ZERO)), clock), 2);
        assertThat(open()).isEmpty();
    }

    @Test
    void whatComesAndGoesWithinTheSettlingTimeIsNoAlert() {
        AlertWatch watch = new AlertWatch(alerts, List.of(condition(Duration.ofSeconds(15))), clock);
        wrong.add(new Standing(Optional.empty(), "target", "Away."));
        look(watch, 3);
        wrong.clear();
        look(watch, 1);
        wrong.add(new Standing(Optional.empty(), "target", "Away."));
        look(watch, 3);
        assertThat(alerts.list(true, Long.MAX_VALUE, 10)).isEmpty();

        look(watch, 2);
        assertThat(open()).hasSize(1);
        wrong.clear();
        look(watch, 3);
        assertThat(open()).hasSize(1);
        look(watch, 2);
        assertThat(open()).isEmpty();
    }

    @Test
    void aFloodOfAlertsOfOneKindIsGathered() {
        IntStream.range(0, 500).forEach(i -> wrong.add(new Standing(Optional.empty(), "group " + i, "New.")));
        look(new AlertWatch(alerts, List.of(condition(Duration.ZERO)), clock), 1);

        assertThat(open()).hasSize(51);
        assertThat(open().get(0).text()).startsWith("There are 450 more");
    }

    @Test
    void aConditionThatCannotBeAskedLeavesItsAlertsAndTheOthers() {
        wrong.add(new Standing(Optional.empty(), "a", "A."));
        look(new AlertWatch(alerts, List.of(condition(Duration.ZERO)), clock), 1);
        Condition broken = new Condition() {
            @Override
            public String kind() {
                return "test";
            }

            @Override
            public List<Standing> standing() {
                throw new IllegalStateException("away");
            }
        };
        look(new AlertWatch(alerts, List.of(broken), clock), 2);

        assertThat(open()).hasSize(1);
    }

    @Test
    void theWebhookHearsOfTheOpeningAndTheEndOnceEachAndInOrder() throws IOException {
        try (Receiver receiver = new Receiver();
                Webhook webhook = webhook(receiver)) {
            alerts.raise("feed-silent", Optional.of(DataClass.LABS), "lab", "Silent.");
            alerts.raise("feed-silent", Optional.of(DataClass.LABS), "lab", "Still silent.");
            alerts.resolve("feed-silent", Optional.of(DataClass.LABS), "lab");
            webhook.post();
            webhook.post();
            webhook.post();

            assertThat(receiver.bodies)
                    .extracting(body -> body.path("event").asText())
                    .containsExactly("opened", "resolved");
            assertThat(receiver.bodies.get(0).path("class").asText()).isEqualTo("labs");
            assertThat(receiver.signatures).containsExactlyElementsOf(receiver.expected);
        }
    }

    @Test
    void whatTheReceiverDidNotTakeIsPostedAgainLaterAlsoByAnotherProcess() throws IOException {
        try (Receiver receiver = new Receiver();
                Webhook first = webhook(receiver);
                Webhook second = webhook(receiver)) {
            receiver.status = 503;
            alerts.raise("feed-silent", Optional.empty(), "lab", "Silent.");
            alerts.resolve("feed-silent", Optional.empty(), "lab");
            first.post();
            first.post();
            assertThat(receiver.bodies).hasSize(1); // the second try is not due yet

            receiver.status = 204;
            clock.forward(Duration.ofSeconds(10));
            second.post();
            second.post();

            assertThat(receiver.bodies)
                    .extracting(body -> body.path("event").asText())
                    .containsExactly("opened", "opened", "resolved");
        }
    }

    private static final class Receiver implements AutoCloseable {
        private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
        private final List<String> signatures = new CopyOnWriteArrayList<>();
        private final List<String> expected = new CopyOnWriteArrayList<>();
        private final HttpServer server;
        private volatile int status = 200;

        Receiver() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                String signature = exchange.getRequestHeaders().getFirst("Caravan-Signature");
                bodies.add(new ObjectMapper().readTree(body));
                signatures.add(signature);
                long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));
                expected.add(new MessageSignature("shared").header(seconds, body));
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private Webhook webhook(Receiver receiver) {
        return new Webhook(
                database, WebhookSettings.of(receiver.address()), Optional.of(new MessageSignature("shared")), clock);
    }

    private List<Alert> open() {
        return alerts.list(false, Long.MAX_VALUE, 100);
    }

    private void look(AlertWatch watch, int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
            clock.forward(Duration.ofSeconds(5));
        }
    }

    private Condition condition(Duration settle) {
        return new Condition() {
            @Override
            public String kind() {
                return "test";
            }

            @Override
            public List<Standing> standing() {
                return List.copyOf(wrong);
            }

            @Override
            public Duration settle() {
                return settle;
            }
        };
    }
}
