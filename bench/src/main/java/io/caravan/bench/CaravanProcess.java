package io.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code caravan run}, as a site starts it, on any free ports. */
final class CaravanProcess implements AutoCloseable {
    private static final String PASSWORD = "bench-password-of-one-run";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Child child;
    private final Map<String, Integer> ports;
    private final HttpClient http = HttpClient.newHttpClient();

    private CaravanProcess(Child child, Map<String, Integer> ports) {
        this.child = child;
        this.ports = ports;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param home the repository
     * @param javaOptions words for the JVM beside those of the launcher
     */
    static CaravanProcess start(
            Path home, Path work, Postgres postgres, Map<String, String> settings, String javaOptions)
            throws IOException {
        return start(home, work.resolve("caravan"), "caravan", postgres, settings, javaOptions);
    }

    /** @param database the name of its own, on the bench's server */
    static CaravanProcess start(
            Path home, Path data, String database, Postgres postgres, Map<String, String> settings, String javaOptions)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("caravan").toString(), "run"));
        command.addAll(List.of("--config", home.resolve("config").toString()));
        command.addAll(List.of("--data", data.toString()));
        Map<String, String> all = new TreeMap<>(settings);
        all.put("database.url", postgres.url(database));
        all.put("database.user", postgres.user());
        all.put("database.password", postgres.password());
        all.put("http.port", "0");
        for (String dataClass : List.of("adt", "orders", "labs", "medications")) {
            all.put("mllp." + dataClass + ".port", "0");
        }
        all.put("admin.password", PASSWORD);
        all.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CARAVAN_JAVA_OPTS", javaOptions);
        Child child = Child.start(builder, "ready ");
        Map<String, Integer> ports = new TreeMap<>();
        for (String word : child.readyLine().split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                ports.put(word.substring(0, equals), Integer.parseInt(word.substring(equals + 1)));
            }
        }
        return new CaravanProcess(child, ports);
    }

    long pid() {
        return child.pid();
    }

    int mllpPort(String dataClass) {
        return ports.getOrDefault("mllp." + dataClass + ".port", 0);
    }

    /** Entries of all classes that have no outcome yet. */
    long inFlight() throws IOException, InterruptedException {
        long sum = 0;
        for (JsonNode one : get("/api/status").path("classes")) {
            sum += one.path("inFlight").asLong();
        }
        return sum;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return answer(request(path).GET());
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return answer(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get("http.port") + path))
                .header("Authorization", "Basic " + credentials);
    }

    private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new IOException("Caravan answers " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** kill -9. */
    void kill() {
        child.kill();
    }

    @Override
    public void close() {
        child.close();
    }
}
