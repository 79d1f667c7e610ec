package io.caravan.app;

import io.caravan.cli.CommandContext;
import io.caravan.config.Folders;
import io.caravan.config.Settings;
import io.caravan.config.SettingsReader;
import io.caravan.message.DataClass;
import io.caravan.testkit.PostgresServer;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The whole of Caravan over a real PostgreSQL, with the configuration that ships, on free ports. */
final class CaravanServer implements AutoCloseable {
    static final String PASSWORD = "a good password";

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Folders folders;
    private final Map<String, String> sets = new TreeMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Caravan caravan;

    CaravanServer(Path data, Map<String, String> further) {
        this(new Folders(ROOT.resolve("config"), data, ROOT.resolve("routes")), further);
    }

    CaravanServer(Folders folders, Map<String, String> further) {
        this.folders = folders;
        TestDatabase database = PostgresServer.shared().create();
        sets.put("database.url", database.url());
        sets.put("database.user", database.user());
        sets.put("database.password", database.password());
        sets.put("http.port", "0");
        for (DataClass dataClass : DataClass.values()) {
            sets.put("mllp." + dataClass.label() + ".port", "0");
        }
        sets.put("admin.password", PASSWORD);
        sets.putAll(further);
        caravan = start();
    }

    void restart() {
        caravan.close();
        caravan = start();
    }

    private Caravan start() {
        Settings settings = SettingsReader.read(folders, Map.of(), sets);
        return Caravan.start(settings, System.out, Clock.systemUTC());
    }

    Caravan caravan() {
        return caravan;
    }

    String url() {
        return "http://127.0.0.1:" + caravan.httpPort();
    }

    /** Sends one message and gives the answer, segments on lines. */
    String send(DataClass dataClass, String message) throws IOException {
        int port = caravan.mllpPorts().getOrDefault(dataClass, 0);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("\u000b" + message.strip().replace('\n', '\r') + "\r\u001c\r")
                            .getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0 && next != 0x1c; next = in.read()) {
                answer.write(next);
            }
            return answer.toString(StandardCharsets.UTF_8).replace('\r', '\n');
        }
    }

    HttpResponse<String> get(String path, String user, String password) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        if (!user.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** @param key the command's own; empty = none */
    HttpResponse<String> post(String path, String body, String user, String password, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What a request with an empty object as its body is answered. */
    int status(String method, String path, String user, String password) throws Exception {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Basic " + credentials)
                .method(method.toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    HttpResponse<String> get(String path) throws Exception {
        return get(path, "admin", PASSWORD);
    }

    /** Changes the database behind Caravan's back. */
    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        sets.getOrDefault("database.url", ""),
                        sets.getOrDefault("database.user", ""),
                        sets.getOrDefault("database.password", ""));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What a command line did. */
    record Ran(int code, String out, String err) {}

    Ran run(String... arguments) {
        return run(Map.of("CARAVAN_URL", url(), "CARAVAN_PASSWORD", PASSWORD), arguments);
    }

    static Ran run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandContext context = new CommandContext(
                ROOT,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = Main.execute(context, arguments);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        caravan.close();
    }
}
