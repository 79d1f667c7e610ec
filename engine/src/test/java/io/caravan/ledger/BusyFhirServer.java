package io.caravan.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Takes whatever it is given, as slowly as it is told, or says that it is too busy. */
final class BusyFhirServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    final Set<String> held = ConcurrentHashMap.newKeySet();
    /** How many resources each call carried. */
    final List<Integer> calls = new CopyOnWriteArrayList<>();

    final AtomicInteger refusals = new AtomicInteger();
    volatile Duration slowness = Duration.ZERO;

    BusyFhirServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] asked = exchange.getRequestBody().readAllBytes();
            LockSupport.parkNanos(slowness.toNanos());
            if (!exchange.getRequestMethod().equals("GET")
                    && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.getResponseHeaders().add("Retry-After", "1");
                exchange.sendResponseHeaders(429, -1);
                return;
            }
            byte[] answer = exchange.getRequestMethod().equals("POST") ? batch(asked) : single(exchange);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private byte[] single(HttpExchange exchange) {
        if (exchange.getRequestMethod().equals("PUT")) {
            calls.add(1);
            held.add(exchange.getRequestURI().getPath().substring(1));
        }
        return new byte[] {'{', '}'};
    }

    private byte[] batch(byte[] asked) throws IOException {
        JsonNode entries = JSON.readTree(asked).path("entry");
        calls.add(entries.size());
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode answers = answer.putArray("entry");
        for (JsonNode entry : entries) {
            held.add(entry.path("request").path("url").asText());
            answers.addObject().putObject("response").put("status", "200 OK").put("etag", "W/\"1\"");
        }
        return JSON.writeValueAsBytes(answer);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
