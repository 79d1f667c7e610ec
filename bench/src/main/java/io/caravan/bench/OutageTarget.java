package io.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * As much of a FHIR server as an outage needs: it takes batches and single resources, honours If-Match, can be away in three
 * ways or slow, and watches that no patient's number ever goes back.
 */
final class OutageTarget implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "555-";
    private static final int MARK_DIGITS = 3;
    private static final Duration WHILE_IT_HANGS = Duration.ofMillis(100);

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "outage-target");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong backwards = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final LongAdder others = new LongAdder();
    private final Semaphore places;
    private final Journeys journeys;
    private volatile How away = How.up;
    private volatile Duration pause = Duration.ZERO;
    private HttpServer server;

    /** In lower case, as they are typed. */
    enum How {
        up,
        /** The port is closed. */
        refuse,
        /** It answers 503. */
        error,
        /** It takes the request and does not answer. */
        hang
    }

    /** @param number of the patient's newest message; -1 for other resources */
    private record Held(int version, int number) {}

    private record Answer(int status, String etag) {}

    OutageTarget() throws IOException {
        this(Integer.MAX_VALUE, new Journeys());
    }

    /**
     * @param atOnce requests that it works on at once; more of them wait, in order
     * @param journeys is told which patient's number has arrived
     */
    OutageTarget(int atOnce, Journeys journeys) throws IOException {
        this.places = new Semaphore(atOnce, true);
        this.journeys = journeys;
        server = listen(0);
    }

    private HttpServer listen(int port) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        made.createContext("/", this::handle);
        made.setExecutor(threads);
        made.start();
        return made;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
    }

    void down(How how) {
        away = how;
        if (how == How.refuse) {
            server.stop(0);
        }
    }

    void up() throws IOException {
        if (away == How.refuse) {
            server = listen(server.getAddress().getPort());
        }
        away = How.up;
    }

    /** Takes so long for each request from now on, whatever is in it. */
    void slow(Duration each) {
        pause = each;
    }

    long writes() {
        return writes.get();
    }

    /** Writes of what is no patient and no visit. */
    long otherWrites() {
        return others.sum();
    }

    /** Writes that brought a patient's number back. */
    long backwards() {
        return backwards.get();
    }

    /** Requests that came while it was away and could hear them. */
    long askedWhileAway() {
        return asked.get();
    }

    /** The numbers of all patients, ascending. */
    List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        held.values().stream()
                .map(Held::number)
                .filter(one -> one >= 0)
                .sorted()
                .forEach(numbers::add);
        return numbers;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (away != How.up) {
                asked.incrementAndGet();
                while (away == How.hang) {
                    sleep(WHILE_IT_HANGS);
                }
                answer(exchange, 503, "", "");
                return;
            }
            places.acquireUninterruptibly();
            try {
                sleep(pause);
                answer(exchange, body);
            } finally {
                places.release();
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> answer(exchange, 200, "", batch(JSON.readTree(body)).toString());
            case "PUT" -> {
                String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
                Answer one = put(reference(exchange), JSON.readTree(body), ifMatch == null ? "" : ifMatch);
                answer(exchange, one.status(), one.etag(), "");
            }
            default -> get(exchange);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void get(HttpExchange exchange) throws IOException {
        Held one = held.get(reference(exchange));
        if (exchange.getRequestURI().getPath().endsWith("/metadata")) {
            answer(exchange, 200, "", "{}");
        } else if (one == null) {
            answer(exchange, 404, "", "");
        } else {
            answer(exchange, 200, etag(one.version()), "{}");
        }
    }

    private static String reference(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().substring("/fhir/".length());
    }

    private ObjectNode batch(JsonNode bundle) {
        ObjectNode answer =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "batch-response");
        ArrayNode entries = answer.putArray("entry");
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode request = entry.path("request");
            Answer one = put(
                    request.path("url").asText(),
                    entry.path("resource"),
                    request.path("ifMatch").asText(""));
            entries.addObject()
                    .putObject("response")
                    .put("status", Integer.toString(one.status()))
                    .put("etag", one.etag());
        }
        return answer;
    }

    private Answer put(String reference, JsonNode resource, String ifMatch) {
        writes.incrementAndGet();
        int number = number(resource);
        if (number >= 0) {
            resource.path("identifier")
                    .forEach(one -> journeys.arrived(one.path("value").asText(), number));
        } else if (!resource.path("resourceType").asText().equals("Encounter")) {
            others.increment();
        }
        Answer[] answer = {new Answer(412, "")};
        held.compute(reference, (key, old) -> {
            if (old != null && !ifMatch.isEmpty() && !ifMatch.equals(etag(old.version()))) {
                return old;
            }
            if (old != null && number < old.number()) {
                backwards.incrementAndGet();
            }
            Held now = new Held(old == null ? 1 : old.version() + 1, number);
            answer[0] = new Answer(old == null ? 201 : 200, etag(now.version()));
            return now;
        });
        return answer[0];
    }

    /** Each message of a patient has a number in its telephone numbers. */
    private static int number(JsonNode resource) {
        if (!resource.path("resourceType").asText().equals("Patient")) {
            return -1;
        }
        String text = resource.path("telecom").toString();
        int at = text.indexOf(MARK);
        return at < 0 ? 0 : Integer.parseInt(text.substring(at + MARK.length(), at + MARK.length() + MARK_DIGITS));
    }

    private static String etag(int version) {
        return "W/\"" + version + "\"";
    }

    private static void answer(HttpExchange exchange, int status, String etag, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
        if (!etag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", etag);
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        away = How.up;
        server.stop(0);
        threads.shutdownNow();
    }
}
