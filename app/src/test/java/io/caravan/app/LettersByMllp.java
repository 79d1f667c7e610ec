package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** Makes dead letters the way hospitals do: a message without a patient number. */
final class LettersByMllp {
    static final ObjectMapper JSON = new ObjectMapper();

    private final CaravanServer server;

    LettersByMllp(CaravanServer server) {
        this.server = server;
    }

    /** @return the number of the letter */
    long open(DataClass dataClass, String controlId) throws Exception {
        String answer = server.send(dataClass, """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301120000-0500||%s|%s|P|2.5.1
                EVN|A01|20260301120000-0500
                PID|1||^^^HOSP^MR||Letter^Dora||19800101|F
                PV1|1|I|WARD^101^A||||||||||||||||V%s^^^HOSP^VN
                """.formatted(
                        dataClass == DataClass.LABS ? "ORU^R01^ORU_R01" : "ADT^A01^ADT_A01", controlId, controlId));
        assertThat(answer).contains("MSA|AA|" + controlId);
        return await(controlId);
    }

    /** Waits for the letter of a message. */
    long await(String controlId) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> find(controlId), Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until the letter is in the state. */
    void awaitState(long id, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> letter(id).path("state").asText().equals(state));
    }

    JsonNode letter(long id) throws Exception {
        return JSON.readTree(server.get("/api/deadletters/" + id).body());
    }

    /** What happened to the letter, oldest first. */
    List<String> events(long id) throws Exception {
        return letter(id).path("history").findValuesAsText("event");
    }

    /** How often this happened to the letter. */
    long times(long id, String event) throws Exception {
        return StreamSupport.stream(letter(id).path("history").spliterator(), false)
                .filter(attempt -> attempt.path("event").asText().equals(event))
                .count();
    }

    private Optional<Long> find(String controlId) throws Exception {
        JsonNode letters = JSON.readTree(server.get("/api/deadletters").body());
        return StreamSupport.stream(letters.spliterator(), false)
                .filter(letter -> letter.path("controlId").asText().equals(controlId))
                .map(letter -> letter.path("id").asLong())
                .findFirst();
    }
}
