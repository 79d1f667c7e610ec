package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.message.DataClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an interface does beyond single messages, with the whole of Caravan behind it. */
class LinkTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private CaravanServer server;

    @BeforeEach
    void start() {
        server = new CaravanServer(
                data,
                Map.of(
                        "source.adt.receiving-application", "CARAVAN,none",
                        "source.orders.sequence-numbers", "true",
                        "source.labs.charset", "windows-1252"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String adt(String controlId, String event, String mrn) {
        return """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301120000-0500||ADT^%s|%s|P|2.5.1
                EVN|%s|20260301120000-0500
                PID|1||%s^^^HOSP^MR||Link^Ann||19800101|F
                PV1|1|I|WARD^101^A||||||||||||||||V%s^^^HOSP^VN
                """.formatted(event, controlId, event, mrn, mrn);
    }

    private static String report(String number, String text) {
        return """
                MSH|^~\\&|LAB|HOSP|CARAVAN|NEW|20260301120000-0500||ORU^R01|L%s|P|2.5.1
                PID|1||4711^^^HOSP^MR||Link^Ann||19800101|F
                OBR|1||F%s^LAB|CBC^Blood count^L|||20260301113000-0500|||||||||||||||20260301120000-0500|||F
                OBX|1|TX|COM^Comment^L||%s||||||F
                """.formatted(number, number, text);
    }

    private JsonNode status(DataClass dataClass) throws Exception {
        return JSON.readTree(server.run("status", "--json").out())
                .path("classes")
                .path(dataClass.label());
    }

    private void counts(DataClass dataClass, String name, long expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode counts = status(dataClass);
            assertThat(counts.path(name).asLong()).as(name).isEqualTo(expected);
            assertThat(counts.path("residual").asLong()).isZero();
        });
    }

    private String fhir(String query) throws Exception {
        return server.get("/fhir/" + query).body();
    }

    @Test
    @DisplayName("§7.3 misrouted: refusals are in the status and the metrics, and nowhere else")
    void refusalsAreSeen() throws Exception {
        assertThat(server.send(DataClass.ADT, adt("C1", "A01", "4711").replace("|CARAVAN|", "|OTHER|")))
                .contains("MSA|AR|C1")
                .contains("ERR||MSH^1^5|200^");
        assertThat(server.send(DataClass.ADT, adt("C2", "A01", "4711").replace("|CARAVAN|", "||")))
                .contains("MSA|AA|C2");

        counts(DataClass.ADT, "rejected", 1);
        counts(DataClass.ADT, "applied", 1);
        assertThat(server.run("status").out()).contains("rejected");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.get("/metrics", "", "").body())
                        .contains("caravan_records_total{data_class=\"adt\",outcome=\"rejected\"} 1.0"));
    }

    @Test
    @DisplayName("§7.3 ignored: a bed status is AA and counted as excluded")
    void anIgnoredEventIsExcluded() throws Exception {
        assertThat(server.send(DataClass.ADT, adt("C1", "A20", "4711"))).contains("MSA|AA|C1");

        counts(DataClass.ADT, "excluded", 1);
        assertThat(status(DataClass.ADT).path("deadLettered").asLong()).isZero();
    }

    @Test
    @DisplayName("§7.5 continuation: a message in fragments is put together over a restart, and applied once")
    void fragmentsOutliveARestart() throws Exception {
        String whole = report("1", "one two three four");
        String first = whole.substring(0, whole.indexOf("two") + 2) + "\nADD|\nDSC|P1|F\n";
        String second = "MSH|^~\\&|LAB|HOSP|CARAVAN|NEW|20260301120001-0500||ORU^R01|L2|P|2.5.1||P1\nADD|"
                + whole.substring(whole.indexOf("two") + 2);
        assertThat(server.send(DataClass.LABS, first)).contains("MSA|AA|L1");
        counts(DataClass.LABS, "inFlight", 1);

        server.restart();
        assertThat(server.send(DataClass.LABS, report("9", "in between"))).contains("MSA|AA|L9");
        assertThat(server.send(DataClass.LABS, second)).contains("MSA|AA|L2");
        assertThat(server.send(DataClass.LABS, second)).contains("MSA|AA|L2");

        counts(DataClass.LABS, "inFlight", 0);
        counts(DataClass.LABS, "applied", 2);
        counts(DataClass.LABS, "excluded", 1);
        counts(DataClass.LABS, "duplicates", 1);
        assertThat(fhir("Observation")).contains("one two three four").contains("in between");
    }

    @Test
    @DisplayName(
            "§7.5 batch: a batch with a wrong count is a dead letter; put right and replayed, its messages are taken")
    void aCutBatchIsRepaired() throws Exception {
        String batch = "BHS|^~\\&|ADT|HOSP|CARAVAN|NEW|2026||||B1\n" + adt("C1", "A01", "4711")
                + adt("C2", "A01", "4712") + "BTS|3\n";
        assertThat(server.send(DataClass.ADT, batch)).contains("MSA|AR|").contains("BTS^1^1");
        counts(DataClass.ADT, "deadLettered", 1);
        JsonNode letter =
                JSON.readTree(server.run("deadletter", "list", "--json").out()).path(0);
        assertThat(letter.path("code").asText()).isEqualTo("batch-count");
        String id = letter.path("id").asText();

        assertThat(server.run("deadletter", "edit", id, "--set", "BTS-1=2", "--reason", "miscounted")
                        .code())
                .isZero();
        assertThat(server.run("deadletter", "replay", id, "--reason", "miscounted")
                        .code())
                .isZero();

        counts(DataClass.ADT, "applied", 2);
        counts(DataClass.ADT, "excluded", 1);
        counts(DataClass.ADT, "deadLettered", 0);
        assertThat(fhir("Patient")).contains("4711").contains("4712");
    }

    @Test
    @DisplayName("§7.5 sequence: the last number outlives a restart")
    void numbersOutliveARestart() throws Exception {
        String order = """
                MSH|^~\\&|OE|HOSP|CARAVAN|NEW|20260301120000-0500||ORM^O01|O%s|P|2.5.1|%s
                PID|1||4711^^^HOSP^MR||Link^Ann||19800101|F
                ORC|NW|P-%s^HOSP|||||||20260301120000-0500
                OBR|1|P-%s^HOSP||CBC^Blood count^L
                """;
        assertThat(server.send(DataClass.ORDERS, order.formatted(1, 1, 1, 1))).contains("MSA|AA|O1||2");

        server.restart();

        assertThat(server.send(DataClass.ORDERS, order.formatted(3, 3, 3, 3))).contains("MSA|AE|O3||2");
        assertThat(server.send(DataClass.ORDERS, order.formatted(2, 2, 2, 2))).contains("MSA|AA|O2||3");
        counts(DataClass.ORDERS, "applied", 2);
    }

    @Test
    @DisplayName("§7.2 both: the application acknowledgement tells the recorded outcome, by code and place")
    void bothAcknowledgementsAreGiven() throws Exception {
        String wants = "|P|2.5.1|||AL|AL";
        String good = adt("C1", "A01", "4711").replace("|P|2.5.1", wants);
        String bad = adt("C2", "A01", "4712").replace("|P|2.5.1", wants).replace("4712^^^HOSP^MR", "");
        try (Socket socket =
                new Socket("127.0.0.1", server.caravan().mllpPorts().getOrDefault(DataClass.ADT, 0))) {
            socket.setSoTimeout(30_000);
            write(socket, good, StandardCharsets.US_ASCII);
            assertThat(read(socket)).contains("MSA|CA|C1\r");
            assertThat(read(socket)).contains("MSA|AA|C1\r");
            write(socket, bad, StandardCharsets.US_ASCII);
            assertThat(read(socket)).contains("MSA|CA|C2\r");
            assertThat(read(socket))
                    .contains("MSA|AE|C2\r")
                    .contains("ERR||PID^1^3")
                    .doesNotContain("Link");
        }
        server.restart();
        assertThat(server.send(DataClass.ADT, bad)).as("again, after a restart").contains("MSA|CA|C2");
    }

    @Test
    @DisplayName(
            "§7.4 charset: the declared set wins over MSH-18; what does not decode is a dead letter and never U+FFFD")
    void charactersAreThoseOfTheSource() throws Exception {
        String claimsUtf8 = report("1", "5 \u20AC Müller").replace("|P|2.5.1", "|P|2.5.1||||||UNICODE UTF-8");
        try (Socket labs = new Socket("127.0.0.1", server.caravan().mllpPorts().getOrDefault(DataClass.LABS, 0));
                Socket adt =
                        new Socket("127.0.0.1", server.caravan().mllpPorts().getOrDefault(DataClass.ADT, 0))) {
            write(labs, claimsUtf8, Charset.forName("windows-1252"));
            assertThat(read(labs)).contains("MSA|AA|L1\r");
            write(adt, adt("C1", "A01", "4711").replace("Link", "Müller"), StandardCharsets.ISO_8859_1);
            assertThat(read(adt)).contains("MSA|AA|C1\r");
        }

        counts(DataClass.LABS, "applied", 1);
        counts(DataClass.ADT, "deadLettered", 1);
        assertThat(fhir("Observation")).contains("5 \u20AC Müller").doesNotContain("\uFFFD");
        assertThat(server.run("deadletter", "list", "--json").out()).contains("undecodable");
        assertThat(fhir("Patient")).doesNotContain("\uFFFD");
    }

    private static void write(Socket socket, String message, Charset charset) throws IOException {
        socket.getOutputStream()
                .write(("\u000b" + message.strip().replace('\n', '\r') + "\r\u001c\r").getBytes(charset));
    }

    private static String read(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0 && next != 0x1c; next = in.read()) {
            answer.write(next);
        }
        in.read();
        return answer.toString(StandardCharsets.ISO_8859_1);
    }
}
