package io.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Talks to a running Caravan. Uses the JDK's plain connection rather than its newer client: a command lives for one request,
 * and this one is there at once.
 */
public final class ApiClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 120_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String user;
    private final String password;
    private final String requestId;
    private int commands;

    public ApiClient(String url, String user, String password) {
        this(url, user, password, UUID.randomUUID().toString());
    }

    /** @param requestId the same again, with the same commands in the same order, gives the same answers and does nothing twice */
    ApiClient(String url, String user, String password, String requestId) {
        this.requestId = requestId;
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.user = user;
        this.password = password;
    }

    public JsonNode get(String path) {
        return get(path, Map.of());
    }

    /** @param headers what must not stand in an address */
    JsonNode get(String path, Map<String, String> headers) {
        return json(text("GET", path, Optional.empty(), headers));
    }

    /** A command: it has a key of its own, so that an answer that got lost cannot make it happen twice. */
    public JsonNode post(String path, JsonNode body) {
        return json(text("POST", path, Optional.of(body)));
    }

    /** A question whose answer has many lines of JSON; each is given on as it comes. */
    void lines(String path, JsonNode body, Consumer<JsonNode> each) {
        exchange("POST", path, Optional.of(body), Map.of(), in -> {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(JSON.readTree(line));
            }
            return 0;
        });
    }

    public JsonNode put(String path, JsonNode body) {
        return json(text("PUT", path, Optional.of(body)));
    }

    public JsonNode delete(String path) {
        return json(text("DELETE", path, Optional.empty()));
    }

    /** The answer as it is. */
    byte[] bytes(String path) {
        return text("GET", path, Optional.empty());
    }

    private byte[] text(String method, String path, Optional<JsonNode> body) {
        return text(method, path, body, Map.of());
    }

    private byte[] text(String method, String path, Optional<JsonNode> body, Map<String, String> headers) {
        return exchange(method, path, body, headers, InputStream::readAllBytes);
    }

    private <T> T exchange(
            String method, String path, Optional<JsonNode> body, Map<String, String> headers, Reading<T> reading) {
        try {
            HttpURLConnection connection = open(method, path);
            headers.forEach(connection::setRequestProperty);
            if (body.isPresent()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(JSON.writeValueAsBytes(body.get()));
            }
            int status = connection.getResponseCode();
            if (status >= 400) {
                throw refusal(status, connection);
            }
            try (InputStream in = connection.getInputStream()) {
                return reading.of(in);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "No Caravan answers at " + url
                            + "; start one with caravan run, or name it with --url or CARAVAN_URL");
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        URL target;
        try {
            target = URI.create(url + path).toURL();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, url + " is not an address of a Caravan");
        }
        if (!(target.openConnection() instanceof HttpURLConnection connection)) {
            throw new CommandFailure(ExitCode.USAGE, url + " is not an http address");
        }
        connection.setRequestMethod(method);
        if (method.equals("POST")) {
            commands++;
            connection.setRequestProperty("Idempotency-Key", commands == 1 ? requestId : requestId + "." + commands);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json, application/fhir+json, */*");
        String credentials = user + ":" + password;
        connection.setRequestProperty(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        return connection;
    }

    private CommandFailure refusal(int status, HttpURLConnection connection) throws IOException {
        String sentence = "Caravan answers " + status;
        try (InputStream in = connection.getErrorStream()) {
            if (in != null) {
                JsonNode answer = JSON.readTree(in.readAllBytes());
                String error = answer.path("error")
                        .asText(answer.path("issue").path(0).path("diagnostics").asText(""));
                sentence = error.isEmpty() ? sentence : error;
            }
        } catch (JsonProcessingException e) {
            sentence = "What answers at " + url + " is not a Caravan (" + status + ")";
        }
        ExitCode exitCode = switch (status) {
            case 400, 405 -> ExitCode.USAGE;
            case 401, 403, 429 -> ExitCode.NOT_PERMITTED;
            case 409, 422 -> ExitCode.REFUSED;
            default -> ExitCode.FAILED;
        };
        return new CommandFailure(exitCode, sentence);
    }

    private JsonNode json(byte[] text) {
        try {
            return text.length == 0 ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "What answers at " + url + " is not a Caravan");
        }
    }

    private interface Reading<T> {
        T of(InputStream in) throws IOException;
    }
}
