package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.message.DataClass;
import io.caravan.testkit.PostgresServer;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At every step something can fail, and each time there is a letter that says what, where, and under what that ran. */
class EveryStepTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static final TestDatabase DATABASE = PostgresServer.shared().create();
    private static CaravanServer server;
    private static HttpServer refusing;
    private static Path drop;

    @BeforeAll
    static void start() throws Exception {
        refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"resourceType\":\"CapabilityStatement\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        refusing.start();
        drop = Files.createDirectories(folder.resolve("drop"));
        Map<String, String> settings = new TreeMap<>(legacy());
        settings.put("database.url", DATABASE.url());
        settings.put("database.user", DATABASE.user());
        settings.put("database.password", DATABASE.password());
        settings.put("target.labs", "fhir");
        settings.put(
                "target.fhir.url", "http://127.0.0.1:" + refusing.getAddress().getPort() + "/r4");
        settings.put("file.adt.directory", drop.toString());
        server = new CaravanServer(folder.resolve("data"), settings);
    }

    /** A row without its day of birth being one. */
    private static Map<String, String> legacy() throws Exception {
        TestDatabase old = PostgresServer.shared().create();
        try (Connection connection = old.connect();
                Statement statement = connection.createStatement()) {
            new LegacyDatabase(Hospital.of(3, 1)).fill(connection);
            statement.execute("delete from medications");
            statement.execute(
                    "insert into medications values ('ROW-1', 'ROW-1', 'E-ROW', '197361', 'RXNORM', 'Amlodipine',"
                            + " '0,5', 'mg', 'PO', 'QD', now(), null, 'IP', now())");
        }
        return Map.of(
                "legacy.old.url", old.url(),
                "legacy.old.user", old.user(),
                "legacy.old.password", old.password(),
                "source.old.zone", "America/New_York",
                "source.old.authority.patient", "HOSP",
                "source.old.authority.placer", "HOSP",
                "source.old.authority.filler", "LAB",
                "backfill.medications.old.sql", "medications.sql",
                "backfill.medications.old.key", "order_number",
                "backfill.medications.old.version", "version");
    }

    @AfterAll
    static void stop() {
        server.close();
        refusing.stop(0);
    }

    @Test
    @DisplayName("receive: another message under a control id that was used")
    void receive() throws Exception {
        send(adt("A08", "E-1", "E-RECEIVE", "12", "M"));
        send(adt("A08", "E-1", "E-RECEIVE", "12", "F"));

        expect("controlId=E-1", "duplicate-control-id", "receive MSH-10", "data", "open", "E-RECEIVE");
    }

    @Test
    @DisplayName("parse: what is no message")
    void parse() throws Exception {
        bytes("There was no segment E-PARSE\r".getBytes(StandardCharsets.UTF_8));

        expect("code=no-msh", "no-msh", "parse MSH", "data", "open", "E-PARSE");
    }

    @Test
    @DisplayName(
            "decode: a character set that nobody knows waits for its declaration; bytes that are not of theirs do not")
    void decode() throws Exception {
        String message = adt("A08", "E-2", "E-DECODE", "12", "M");
        bytes(message.replace("|2.5.1", "|2.5.1||||||KLINGON").getBytes(StandardCharsets.UTF_8));
        bytes(message.replace("E-2", "E-3").replace("Step", "St\u00e9p").getBytes(StandardCharsets.ISO_8859_1));

        expect("controlId=E-2", "unknown-charset", "decode MSH-18", "configuration", "held", "E-DECODE");
        expect("controlId=E-3", "undecodable", "decode MSH-18", "data", "open", "E-DECODE");
    }

    @Test
    @DisplayName("map: a message without its patient's number")
    void map() throws Exception {
        send(adt("A08", "E-4", "", "12", "M"));

        expect("controlId=E-4", "missing-patient-id", "map PID-3", "data", "open", "E-4");
    }

    @Test
    @DisplayName("map: an authority that is not declared waits for its declaration")
    void authority() throws Exception {
        send(adt("A08", "E-5", "E-AUTHORITY", "12", "M").replace("^^^HOSP^MR", "^^^NOBODY^MR"));

        expect("controlId=E-5", "unknown-authority", "map PID-3", "configuration", "held", "E-AUTHORITY");
    }

    @Test
    @DisplayName("fold: a patient that is merged back into whom it was merged from")
    void fold() throws Exception {
        send(merge("E-6", "E-ONE", "E-TWO", "12"));
        send(merge("E-7", "E-TWO", "E-ONE", "13"));

        expect("step=fold", "merge-cycle", "fold MRG-1", "data", "open", "E-ONE");
    }

    @Test
    @DisplayName("encrypt: a patient whose stored state does not open waits for the key that opens it")
    void encrypt() throws Exception {
        send(adt("A08", "E-8", "E-ENCRYPT", "12", "M"));
        await().atMost(PATIENCE).until(() -> patient("E-ENCRYPT").isPresent());
        change("update resource set state = set_byte(state, 20, get_byte(state, 20) # 1) where id = '"
                + patient("E-ENCRYPT").orElseThrow() + "'");
        send(adt("A08", "E-9", "E-ENCRYPT", "13", "F"));

        expect("controlId=E-9", "seal-broken", "encrypt state", "configuration", "held", "E-ENCRYPT");
    }

    @Test
    @DisplayName("deliver: a resource that its target refuses for good")
    void deliver() throws Exception {
        server.send(DataClass.LABS, """
                MSH|^~\\&|LAB|HOSP|CARAVAN|NEW|20260301120000-0500||ORU^R01^ORU_R01|E-10|P|2.5.1
                PID|1||E-DELIVER^^^HOSP^MR||Step^Every||19800101|F
                OBR|1|P-E10^HOSP|F-E10^LAB|CBC^Blood count^L|||20260301110000-0500|||||||||||||||20260301115000-0500|||F
                OBX|1|NM|HGB^Hemoglobin^L||13.4|g/dL|12-16|N|||F
                """);

        expect("controlId=E-10", "target-400", "deliver target", "data", "open", "E-DELIVER");
    }

    @Test
    @DisplayName("row: a row of the old database whose dose is no number")
    void row() throws Exception {
        assertThat(server.run("backfill", "start", "medications").code()).isZero();

        await().atMost(PATIENCE).until(() -> find("step=row").isPresent());
        JsonNode letter = find("step=row").orElseThrow();
        assertThat(letter.path("rowKey").asText()).hasSize(32);
        expect("step=row", "dose-not-a-plain-decimal", "row dose", "data", "open", "0,5");
    }

    @Test
    @DisplayName("batch: a file whose counts do not match")
    void batch() throws Exception {
        Path beside = folder.resolve("cut.hl7");
        Files.writeString(beside, "BHS|^~\\&|A\r" + adt("A08", "E-11", "E-BATCH", "12", "M") + "\rBTS|3\r");
        Files.move(beside, drop.resolve("cut.hl7"));

        expect("step=batch", "batch-count", "batch BTS-1", "data", "open", "E-BATCH");
    }

    private static void expect(String query, String code, String place, String cause, String state, String held)
            throws Exception {
        await().atMost(PATIENCE).until(() -> find(query).isPresent());
        JsonNode found = find(query).orElseThrow();
        String path = "/api/deadletters/" + found.path("id").asLong();
        JsonNode letter = LettersByMllp.JSON.readTree(server.get(path).body());
        assertThat(letter.path("code").asText()).isEqualTo(code);
        assertThat(letter.path("place").asText()).isEqualTo(place);
        assertThat(letter.path("cause").asText()).isEqualTo(cause);
        assertThat(letter.path("state").asText()).isEqualTo(state);
        assertThat(letter.path("routeVersion").asText()).hasSize(12);
        assertThat(letter.path("mapVersion").asText()).hasSize(12);
        assertThat(letter.path("history").path(0).path("routeVersion")).isEqualTo(letter.path("routeVersion"));
        assertThat(letter.path("history").path(0).path("actor").asText()).isEqualTo("caravan");
        assertThat(server.get(path + "/message").body()).contains(held);
        JsonNode group = LettersByMllp.JSON.readTree(
                server.get("/api/deadletters/groups/" + letter.path("group").asLong())
                        .body());
        assertThat(group.path("code").asText()).isEqualTo(code);
        assertThat(group.path("states").path(state).asLong()).isPositive();
    }

    private static Optional<JsonNode> find(String query) throws Exception {
        JsonNode letters = LettersByMllp.JSON.readTree(
                server.get("/api/deadletters?" + query).body());
        return StreamSupport.stream(letters.spliterator(), false).findFirst();
    }

    private static Optional<String> patient(String number) throws Exception {
        String path = "/fhir/Patient?identifier=urn:oid:2.16.840.1.113883.19.5.1%7C" + number;
        JsonNode bundle = LettersByMllp.JSON.readTree(server.get(path).body());
        String id = bundle.path("entry").path(0).path("resource").path("id").asText("");
        return id.isEmpty() ? Optional.empty() : Optional.of(id);
    }

    private static void change(String sql) throws Exception {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isOne();
        }
    }

    private static String adt(String event, String controlId, String patient, String hour, String sex) {
        return """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301%1$s0000-0500||ADT^%2$s^ADT_A01|%3$s|P|2.5.1
                EVN|%2$s|20260301%1$s0000-0500
                PID|1||%4$s^^^HOSP^MR||Step^Every||19800101|%5$s
                PV1|1|I|WARD^101^A||||||||||||||||V%3$s^^^HOSP^VN""".formatted(hour, event, controlId, patient, sex).replace('\n', '\r');
    }

    private static String merge(String controlId, String into, String from, String hour) {
        return """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301%1$s0000-0500||ADT^A40^ADT_A39|%2$s|P|2.5.1
                EVN|A40|20260301%1$s0000-0500
                PID|1||%3$s^^^HOSP^MR||Step^Every||19800101|F
                MRG|%4$s^^^HOSP^MR""".formatted(hour, controlId, into, from).replace('\n', '\r');
    }

    private static void send(String message) throws IOException {
        server.send(DataClass.ADT, message);
    }

    private static void bytes(byte[] message) throws IOException {
        int port = server.caravan().mllpPorts().getOrDefault(DataClass.ADT, 0);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(0x0b);
            frame.write(message);
            frame.write(0x0d);
            frame.write(0x1c);
            frame.write(0x0d);
            socket.getOutputStream().write(frame.toByteArray());
            InputStream in = socket.getInputStream();
            int next = in.read();
            while (next >= 0 && next != 0x1c) {
                next = in.read();
            }
        }
    }
}
