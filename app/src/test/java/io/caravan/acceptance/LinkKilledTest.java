package io.caravan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Caravan that is killed between the fragments of a message, and between the numbers of a link. */
class LinkKilledTest {
    private static final String NUMBERED = "source.orders.sequence-numbers=true";

    @TempDir
    Path data;

    private static String report(String controlId, String pointer, String rest) {
        return "MSH|^~\\&|LAB|HOSP|CARAVAN|NEW|20260301120000-0500||ORU^R01|" + controlId + "|P|2.5.1||" + pointer
                + "\r" + rest;
    }

    private static String order(int number) {
        return "MSH|^~\\&|OE|HOSP|CARAVAN|NEW|20260301120000-0500||ORM^O01|O%1$s|P|2.5.1|%1$s\r".formatted(number)
                + "PID|1||4711^^^HOSP^MR||Kill^Ann||19800101|F\r"
                + "ORC|NW|P-%1$s^HOSP|||||||20260301120000-0500\r".formatted(number)
                + "OBR|1|P-%1$s^HOSP||CBC^Blood count^L\r".formatted(number);
    }

    private static String ask(CaravanProcess caravan, String dataClass, String message) throws IOException {
        try (MllpConnection connection = new MllpConnection(caravan.mllpPort(dataClass))) {
            return connection.send(message);
        }
    }

    @Test
    @DisplayName(
            "§7.5 continuation, §7.5 sequence: what was acknowledged before a kill is complete after it, and applied once")
    void fragmentsAndNumbersOutliveAKill() throws Exception {
        String first = report(
                "L1",
                "",
                "PID|1||4711^^^HOSP^MR||Kill^Ann||19800101|F\r"
                        + "OBR|1||F1^LAB|CBC^Blood count^L|||20260301113000-0500|||||||||||||||20260301120000-0500|||F\r"
                        + "OBX|1|TX|COM^Comment^L||cut in\rADD|\rDSC|P1|F\r");
        String second = report("L2", "P1", "ADD| two||||||F\r");
        CaravanProcess killed = CaravanProcess.start(data, NUMBERED);
        assertThat(ask(killed, "labs", first)).contains("MSA|AA|L1");
        assertThat(ask(killed, "orders", order(1))).contains("MSA|AA|O1||2");
        killed.kill();

        try (CaravanProcess caravan = CaravanProcess.start(data, NUMBERED)) {
            assertThat(ask(caravan, "labs", first)).as("sent again").contains("MSA|AA|L1");
            assertThat(ask(caravan, "labs", second)).contains("MSA|AA|L2");
            assertThat(ask(caravan, "orders", order(3))).contains("MSA|AE|O3||2");
            assertThat(ask(caravan, "orders", order(2))).contains("MSA|AA|O2||3");

            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                JsonNode labs = caravan.status("labs");
                assertThat(labs.path("inFlight").asLong()).isZero();
                assertThat(labs.path("applied").asLong()).isOne();
                assertThat(labs.path("excluded").asLong()).isOne();
                assertThat(labs.path("residual").asLong()).isZero();
                assertThat(caravan.count("orders", "applied")).isEqualTo(2);
            });
            assertThat(caravan.get("/fhir/Observation").toString()).contains("cut in two");
        }
    }
}
