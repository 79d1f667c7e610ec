package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Order behind a dead letter, and a cause that would dead-letter a feed, with the whole of Caravan behind them. */
class ClassPauseTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private CaravanServer server;

    @BeforeEach
    void start() {
        server = new CaravanServer(data, Map.of("sequence.labs", "hold", "deadletter.labs.pause-at", "3 in 60s"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** @param status OBR-25; empty = the report is refused */
    private void report(String number, String patient, String status) throws Exception {
        assertThat(server.send(DataClass.LABS, """
                        MSH|^~\\&|LAB|HOSP|CARAVAN|NEW|202603011200%s-0500||ORU^R01|L%s|P|2.5.1
                        PID|1||%s^^^HOSP^MR||Link^Ann||19800101|F
                        OBR|1||F1%s^LAB|CBC^Blood count^L|||20260301113000-0500|||||||||||||||20260301120000-0500|||%s
                        OBX|1|NM|718-7^Hemoglobin^LN||%s|g/dL|||||F|||20260301113000-0500
                        """.formatted(number, number, patient, patient, status, number)))
                .contains("MSA|AA|L" + number);
    }

    private JsonNode labs() throws Exception {
        return JSON.readTree(server.run("status", "--json").out())
                .path("classes")
                .path("labs");
    }

    private void counts(String name, long expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode counts = labs();
            assertThat(counts.path(name).asLong()).as(name).isEqualTo(expected);
            assertThat(counts.path("residual").asLong()).isZero();
        });
    }

    @Test
    void laterReportsWaitBehindADeadLetterAndFollowItInOrder() throws Exception {
        report("10", "4711", "");
        counts("deadLettered", 1);
        report("11", "4711", "F");
        report("12", "4711", "F");
        report("13", "4712", "F");
        counts("parked", 2);
        counts("applied", 1);
        assertThat(labs().path("inFlight").asLong()).isEqualTo(2);
        String id = JSON.readTree(server.run("deadletter", "list", "--class", "labs", "--json")
                        .out())
                .path(0)
                .path("id")
                .asText();
        assertThat(JSON.readTree(server.run("deadletter", "show", id, "--json").out())
                        .path("parkedBehind")
                        .asLong())
                .isEqualTo(2);

        server.restart();
        counts("parked", 2);
        assertThat(server.run("deadletter", "edit", id, "--set", "OBR-25=F", "--reason", "the laboratory says final")
                        .code())
                .isZero();
        assertThat(server.run("deadletter", "replay", id, "--reason", "repaired")
                        .code())
                .isZero();

        counts("parked", 0);
        counts("inFlight", 0);
        counts("deadLettered", 0);
        assertThat(server.get("/fhir/Observation?patient.identifier=4711").body())
                .doesNotContain("Exception");
    }

    @Test
    void aCauseThatWouldFailTheFeedPausesTheClassUntilSomebodyResumesIt() throws Exception {
        for (int i = 10; i < 30; i++) {
            report(Integer.toString(i), "P" + i, "");
        }

        await().atMost(PATIENCE).until(() -> labs().path("state").asText().equals("paused"));
        assertThat(labs().path("reason").asText())
                .startsWith("3 dead letters ")
                .endsWith("repair the cause, then: caravan class resume labs");
        assertThat(labs().path("deadLettered").asLong()).isBetween(3L, 10L);
        assertThat(labs().path("residual").asLong()).isZero();
        await().atMost(PATIENCE)
                .until(() -> server.run("alert", "list")
                                .out()
                                .lines()
                                .filter(line -> line.contains("class-paused"))
                                .count()
                        == 1);
        server.restart();
        assertThat(server.run("class", "list").out()).contains("paused").contains("caravan");
        report("30", "P30", "F");
        long dead = labs().path("deadLettered").asLong();

        assertThat(server.run("class", "resume", "labs", "--reason", "tried").code())
                .isZero();

        await().atMost(PATIENCE).until(() -> labs().path("deadLettered").asLong() >= dead + 3);
        await().atMost(PATIENCE).until(() -> labs().path("state").asText().equals("paused"));
        assertThat(server.run("audit", "list", "--json").out()).contains("class-resume", "class-pause");
    }

    @Test
    void somebodyPausesAClassAndResumesIt() throws Exception {
        assertThat(server.run("class", "pause", "labs").code()).isEqualTo(2);
        assertThat(server.run("class", "pause", "nonsense", "--reason", "x").code())
                .isEqualTo(2);
        assertThat(server.run("class", "pause", "labs", "--reason", "the target is repaired")
                        .out())
                .contains("paused")
                .contains("admin");
        report("10", "4711", "F");
        assertThat(labs().path("inFlight").asLong()).isEqualTo(1);

        assertThat(server.run("class", "resume", "labs").out()).contains("running");

        counts("applied", 1);
    }
}
