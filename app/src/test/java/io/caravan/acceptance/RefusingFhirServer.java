package io.caravan.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A FHIR server that is there, but fails once, then refuses, and says the patient's name while it does. */
final class RefusingFhirServer implements AutoCloseable {
    private static final String OUTCOME = """
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","diagnostics":"%s, %s"}]}
            """.formatted(Canary.FAMILY, Canary.MRN);

    private final HttpServer server;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean accepting;

    RefusingFhirServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/r4";
    }

    int refusals() {
        return refusals.get();
    }

    /** Single resources; batches are refused on, as by a server that knows none. */
    void acceptFromNowOn() {
        accepting = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("GET")) {
            respond(exchange, 200, "{\"resourceType\":\"CapabilityStatement\"}");
            return;
        }
        if (accepting && exchange.getRequestMethod().equals("PUT")) {
            respond(exchange, 201, "");
            return;
        }
        boolean fails = failures.getAndIncrement() == 0;
        if (!fails) {
            refusals.incrementAndGet();
        }
        respond(exchange, fails ? 500 : 400, OUTCOME);
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
