package io.caravan.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code caravan run} in a process of its own, on free ports, as a user starts it. Can be killed. */
final class CaravanProcess implements AutoCloseable {
    static final String PASSWORD = "acceptance-admin-1";

    private static final Pattern PORT = Pattern.compile("([a-z.]+)=(?:[^ ]*:)?(\\d+)");
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final StringBuffer said;
    private final Map<String, Integer> ports;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private CaravanProcess(Process process, StringBuffer said, Map<String, Integer> ports) {
        this.process = process;
        this.said = said;
        this.ports = ports;
    }

    /** @param settings as after {@code --set}: {@code key=value} */
    static CaravanProcess start(Path data, String... settings) throws Exception {
        return start(Repository.root().resolve("config"), data, settings);
    }

    static CaravanProcess start(Path config, Path data, String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.caravan.app.Main",
                "run",
                "--config",
                config.toString(),
                "--data",
                data.toString()));
        List<String> all = new ArrayList<>(List.of(
                "http.port=0",
                "mllp.adt.port=0",
                "mllp.orders.port=0",
                "mllp.labs.port=0",
                "mllp.medications.port=0",
                "admin.password=" + PASSWORD));
        all.addAll(List.of(settings));
        all.forEach(setting -> command.addAll(List.of("--set", setting)));
        Process process = new ProcessBuilder(command)
                .directory(Repository.root().toFile())
                .redirectErrorStream(true)
                .start();
        StringBuffer said = new StringBuffer();
        return new CaravanProcess(process, said, awaitReady(process, said));
    }

    private static Map<String, Integer> awaitReady(Process process, StringBuffer said) throws Exception {
        CompletableFuture<Map<String, Integer>> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, said, ready), "caravan-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly();
            throw new AssertionError("caravan run did not become ready; it said:\n" + said, e);
        }
    }

    private static void read(Process process, StringBuffer said, CompletableFuture<Map<String, Integer>> ready) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith("ready")) {
                    ready.complete(ports(line));
                }
            }
        } catch (IOException e) {
            said.append(e);
        }
        ready.completeExceptionally(new IllegalStateException("caravan run ended"));
    }

    private static Map<String, Integer> ports(String line) {
        Map<String, Integer> ports = new HashMap<>();
        Matcher matcher = PORT.matcher(line);
        while (matcher.find()) {
            ports.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
        return ports;
    }

    /** All that it has written to its output and its error output. */
    String said() {
        return said.toString();
    }

    int mllpPort(String dataClass) {
        return ports.get("mllp." + dataClass + ".port");
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + ports.get("http.port") + path);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(send("GET", path, "").body());
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(http(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The searchset's resources. */
    List<JsonNode> search(String type, String parameter, String value) throws IOException, InterruptedException {
        List<JsonNode> resources = new ArrayList<>();
        get("/fhir/" + type + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .path("entry")
                .forEach(entry -> resources.add(entry.get("resource")));
        return resources;
    }

    /** One class's part of {@code GET /api/status}. */
    JsonNode status(String dataClass) throws IOException, InterruptedException {
        return get("/api/status").path("classes").path(dataClass);
    }

    long count(String dataClass, String name) throws IOException, InterruptedException {
        return status(dataClass).path(name).asLong(-1);
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, as an operating system stops it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("caravan run did not stop within a minute of SIGTERM");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
