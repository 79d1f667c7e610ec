package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A poison message: it delays nobody else, and repaired late it changes nothing newer, as its dry run says beforehand. */
class PoisonTest {
    private static final String MRN = "urn:oid:2.16.840.1.113883.19.5.1";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
        letters = new LettersByMllp(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void editedAndReplayedAfterNewerDataItChangesNothingNewerAndTheDryRunSaidSo() throws Exception {
        send("P1", "A01", "1200", "8001", "Old^Name||19800101|F|||1 Way^^Town", "");
        long poison = letters.await("P1");
        send("P2", "A08", "1300", "8001", "New^Name||19800101|F", "V8001");
        CaravanTest.admit(server, "8002", "Other", "V8002", "P3");
        JsonNode before = patient("8001", "New");
        assertThat(run("deadletter", "edit", id(poison), "--set", "PV1-19.1=V8001", "--reason", "left out"))
                .isZero();

        JsonNode said = dryRun(poison, "--clear");

        assertThat(said.path("outcome").asText()).isEqualTo("applied");
        assertThat(said.path("closesAs").asText()).isEqualTo("replayed");
        JsonNode ofPatient = resource(said, "Patient");
        JsonNode name = field(ofPatient, "name", "superseded");
        assertThat(name.path("newer").path("at").asText()).isEqualTo("2026-03-01T18:00:00Z");
        assertThat(name.path("newer").path("from").asText()).isEqualTo("message");
        assertThat(name.path("before").toString()).contains("New");
        assertThat(name.path("after").toString()).contains("Old");
        assertThat(field(ofPatient, "address", "set").path("after").toString()).contains("Town");
        assertThat(patient("8001", "New")).isEqualTo(before);

        assertThat(run("deadletter", "replay", id(poison), "--reason", "repaired"))
                .isZero();
        letters.awaitState(poison, "replayed");

        JsonNode after = patient("8001", "New");
        assertThat(after.path("name")).isEqualTo(before.path("name"));
        assertThat(after.path("address").toString()).contains("Town");
        assertThat(after.at("/meta/versionId").asInt())
                .isEqualTo(ofPatient.path("versionAfter").asInt());
    }

    @Test
    void whatIsOlderInAllItSaysClosesAsSupersededAndTheDryRunSaidSo() throws Exception {
        send("P4", "A31", "1200", "", "Old^Name||19800101|F", "");
        long poison = letters.await("P4");
        send("P5", "A31", "1300", "8003", "New^Name||19800101|F", "");
        JsonNode before = patient("8003", "New");
        assertThat(run("deadletter", "edit", id(poison), "--set", "PID-3.1=8003", "--reason", "left out"))
                .isZero();

        JsonNode said = dryRun(poison);

        assertThat(said.path("outcome").asText()).isEqualTo("superseded");
        assertThat(said.path("closesAs").asText()).isEqualTo("superseded");
        assertThat(said.findValuesAsText("action")).isNotEmpty().containsOnly("none");
        assertThat(said.toString()).doesNotContain("Old").doesNotContain("New").doesNotContain("8003");

        assertThat(run("deadletter", "replay", id(poison), "--reason", "repaired"))
                .isZero();
        letters.awaitState(poison, "superseded");
        assertThat(patient("8003", "New")).isEqualTo(before);
    }

    @Test
    void aDryRunOfWhatIsStillWrongSaysWhatItWouldFailOfAndOfNothingElse() throws Exception {
        send("P6", "A01", "1200", "8006", "Still^Wrong||19800101|F", "");
        long poison = letters.await("P6");

        JsonNode said = dryRun(poison);

        assertThat(said.path("outcome").asText()).isEqualTo("dead-lettered");
        assertThat(said.path("closesAs").asText()).isEqualTo("open");
        assertThat(said.path("failure").path("code").asText()).isEqualTo("missing-visit-number");
        assertThat(server.run("deadletter", "replay", id(poison), "--reason", "look", "--dry-run")
                        .out())
                .contains("missing-visit-number")
                .doesNotContain("Wrong");
        assertThat(letters.letter(poison).path("attempts").asInt()).isEqualTo(1);
        assertThat(server.run("audit", "list", "--json").out()).contains("\"dry-run\"");
    }

    @Test
    void valuesOfADryRunAreForWhomMessagesAreFor() throws Exception {
        send("P7", "A01", "1200", "8007", "Secret^Name||19800101|F", "");
        long poison = letters.await("P7");
        String[] asOtto = {"--user", "otto", "--password", "otto's password"};
        assertThat(run("user", "add", "otto", "--role", "operator", "--new-password", "otto's password"))
                .isZero();

        assertThat(run(with(asOtto, "deadletter", "replay", id(poison), "--reason", "x", "--dry-run")))
                .isZero();
        assertThat(run(with(asOtto, "deadletter", "replay", id(poison), "--reason", "x", "--dry-run", "--clear")))
                .isEqualTo(4);
    }

    private static String[] with(String[] login, String... arguments) {
        String[] all = new String[arguments.length + login.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(login, 0, all, arguments.length, login.length);
        return all;
    }

    private static JsonNode dryRun(long letter, String... further) throws Exception {
        String[] arguments =
                with(further, "deadletter", "replay", id(letter), "--reason", "look", "--dry-run", "--json");
        CaravanServer.Ran ran = server.run(arguments);
        assertThat(ran.code()).as(ran.toString()).isZero();
        return LettersByMllp.JSON.readTree(ran.out()).path(0).path("dryRun");
    }

    private static JsonNode resource(JsonNode dryRun, String type) {
        return StreamSupport.stream(dryRun.path("resources").spliterator(), false)
                .filter(resource -> resource.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode field(JsonNode resource, String element, String effect) {
        return StreamSupport.stream(resource.path("fields").spliterator(), false)
                .filter(field -> field.path("element").asText().equals(element)
                        && field.path("effect").asText().equals(effect))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + element + " " + effect + " in " + resource));
    }

    private static int run(String... arguments) {
        return server.run(arguments).code();
    }

    private static String id(long letter) {
        return Long.toString(letter);
    }

    private static void send(String controlId, String event, String at, String mrn, String pid, String visit)
            throws Exception {
        String answer = server.send(DataClass.ADT, """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301%s00-0500||ADT^%s|%s|P|2.5.1
                EVN|%s|20260301%s00-0500
                PID|1||%s^^^HOSP^MR||%s
                PV1|1|I|WARD^101^A%s
                """.formatted(
                        at,
                        event,
                        controlId,
                        event,
                        at,
                        mrn,
                        pid,
                        visit.isEmpty() ? "" : "||||||||||||||||" + visit + "^^^HOSP^VN"));
        assertThat(answer).contains("MSA|AA|" + controlId);
    }

    /** Waits until the patient has the family name. */
    private static JsonNode patient(String mrn, String family) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> found(mrn),
                        found -> found.map(one -> one.path("name").toString().contains(family))
                                .orElse(false))
                .orElseThrow();
    }

    private static Optional<JsonNode> found(String mrn) throws Exception {
        JsonNode bundle = LettersByMllp.JSON.readTree(
                server.get("/fhir/Patient?identifier=" + MRN + "%7C" + mrn).body());
        return Optional.ofNullable(bundle.path("entry").path(0).get("resource"));
    }
}
