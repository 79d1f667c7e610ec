package io.caravan.target.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.caravan.target.Resources;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that answers what a test tells it to. */
class FhirFaultsTest {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Delivery one = Resources.patient("1", 1, "A");
    private final Delivery two = Resources.patient("2", 1, "B");
    private final HttpServer server = start();

    /** @param status negative = no answer at all */
    private record Said(int status, Map<String, String> headers, String body) {}

    private volatile Said says = new Said(200, Map.of(), "");

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theAuthorizationIsSentAndNotShown() {
        FhirSettings settings = settings(Optional.of(FhirSettings.basic("mig", "pässword")));

        new FhirTarget(settings, Clock.fixed(NOW, ZoneOffset.UTC)).write(List.of(one));

        assertThat(authorizations).containsExactly("Basic bWlnOnDDpHNzd29yZA==");
        assertThat(settings.toString()).doesNotContain("ssword").doesNotContain("bWln");
    }

    @Test
    void whatPassesByItselfIsUnavailableAndRetryAfterIsKept() {
        for (int status : List.of(408, 429, 500, 502, 503, 504)) {
            says = new Said(status, Map.of("Retry-After", "7"), "");

            assertThat(target().write(List.of(one, two)))
                    .as("status %d", status)
                    .containsOnly(new WriteResult.Unavailable("target-" + status, Duration.ofSeconds(7)));
        }
        says = new Said(503, Map.of("Retry-After", "Wed, 01 Jul 2026 12:01:30 GMT"), "");
        assertThat(target().write(List.of(one)))
                .containsExactly(new WriteResult.Unavailable("target-503", Duration.ofSeconds(90)));
    }

    @Test
    void aBatchThatIsUnavailableIsNotTriedOneByOne() {
        says = new Said(503, Map.of(), "");

        target().write(List.of(one, two));

        assertThat(requests).containsExactly("POST /fhir");
    }

    @Test
    void anExpiredTokenOrARedirectIsNoRecordsFault() {
        for (int status : List.of(401, 403, 302)) {
            says = new Said(status, Map.of("Location", "http://127.0.0.1:1/"), "");

            assertThat(target().write(List.of(one)))
                    .containsExactly(new WriteResult.Unavailable("target-" + status, Duration.ZERO));
        }
    }

    @Test
    void refusalsNameTheStatusAndNeverTheAnswersText() {
        for (int status : List.of(400, 404, 405, 413, 422, 501)) {
            says = new Said(status, Map.of(), "patient A is not welcome");

            assertThat(target().write(List.of(one))).containsExactly(new WriteResult.Refused("target-" + status));
        }
    }

    @Test
    void aConflictThatStaysIsRefusedAfterOneMoreAttempt() {
        says = new Said(412, Map.of(), "");

        assertThat(target().write(List.of(one))).containsExactly(new WriteResult.Refused("target-412"));

        assertThat(requests).containsExactly("PUT /fhir/" + one.reference(), "GET /fhir/" + one.reference());
    }

    @Test
    void anAnswerThatIsNoBatchResponseIsNotTakenForSuccess() {
        says = new Said(200, Map.of(), "<html>login</html>");

        target().write(List.of(one, two));

        assertThat(requests)
                .containsExactly("POST /fhir", "PUT /fhir/" + one.reference(), "PUT /fhir/" + two.reference());
    }

    @Test
    void aBatchEntryWithoutAStatusIsNotTakenForSuccess() {
        says = new Said(200, Map.of(), "{\"entry\":[{\"response\":{\"status\":\"201\"}},{}]}");

        assertThat(target().write(List.of(one, two)))
                .containsExactly(
                        new WriteResult.Written(), new WriteResult.Unavailable("target-no-status", Duration.ZERO));
    }

    @Test
    void aServerThatDoesNotAnswerIsUnavailable() {
        says = new Said(-1, Map.of(), "");

        assertThat(target().write(List.of(one)))
                .containsExactly(new WriteResult.Unavailable("target-timeout", Duration.ZERO));
    }

    @Test
    void aServerThatIsGoneIsUnavailableAndAProblem() {
        FhirTarget target = target();
        server.stop(0);

        assertThat(target.write(List.of(one)))
                .containsExactly(new WriteResult.Unavailable("target-connection", Duration.ZERO));
        assertThat(target.problem()).contains("does not tell its metadata");
    }

    private FhirTarget target() {
        return new FhirTarget(settings(Optional.empty()), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private FhirSettings settings(Optional<String> authorization) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/fhir");
        return new FhirSettings(base, authorization, Duration.ofSeconds(2), 50);
    }

    private HttpServer start() {
        try {
            HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            created.setExecutor(threads);
            created.createContext("/", this::answer);
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .ifPresent(authorizations::add);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        exchange.getRequestBody().readAllBytes();
        Said said = says;
        if (said.status() < 0) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        said.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
