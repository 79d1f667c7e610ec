package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bulk replays as an operator asks for them. */
class JobsTest {
    private static final String SECRET = "a long password";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;
    private static int made;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
        letters = new LettersByMllp(server);
        assertThat(server.run("user", "add", "vera", "--role", "viewer", "--new-password", SECRET))
                .returns(0, CaravanServer.Ran::code);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCanaryThatFailsStopsTheJobAndAPersonDecides() throws Exception {
        List<Long> ids = open(3);

        assertThat(server.run("deadletter", "replay", "--all", "--state", "open", "--preview", "--reason", "-")
                        .out())
                .contains("A job would take 3 dead letters")
                .contains("missing-patient-id");
        JsonNode job = replay("--canary");
        awaitState(job, "stopped");

        CaravanServer.Ran shown = server.run("job", "show", id(job));
        assertThat(shown.out())
                .contains("is stopped (a letter of the canary failed again")
                .contains("0 replayed, 0 superseded, 1 failed again, 0 skipped, of 3")
                .contains("Failed again: " + ids.get(0));
        assertThat(server.run("deadletter", "replay", "--all", "--reason", "another")
                        .err())
                .contains("Job " + id(job) + " has not ended");
        assertThat(server.run("job", "cancel", id(job), "--reason", "the ward looks")
                        .out())
                .contains("is cancelled");
        assertThat(letters.letter(ids.get(2)).path("state").asText()).isEqualTo("open");
        assertThat(letters.letter(ids.get(2)).path("attempts").asInt()).isOne();
        discard(ids);
    }

    @Test
    void heldLettersAreReleasedAsAGroupAndEachIsRecorded() throws Exception {
        List<Long> ids = open(3);
        for (long id : ids) {
            assertThat(server.run("deadletter", "hold", Long.toString(id), "--reason", "the ward looks")
                            .code())
                    .isZero();
            repair(id);
        }
        String group = letters.letter(ids.get(0)).path("group").asText();
        assertThat(server.run("deadletter", "replay", "--all", "--group", group, "--reason", "all")
                        .err())
                .contains("nothing to replay");

        JsonNode job = LettersByMllp.JSON.readTree(
                server.run("deadletter", "release", "--group", group, "--reason", "numbers found", "--json")
                        .out());
        CaravanServer.Ran followed = server.run("job", "show", id(job), "--follow");

        assertThat(followed.out()).contains("is done").contains("3 replayed");
        ids.forEach(id -> letters.awaitState(id, "replayed"));
        assertThat(server.run("audit", "list", "--json").out())
                .contains("\"subject\":\"deadletter/" + ids.get(0) + "\",\"detail\":\"job " + id(job)
                        + ": numbers found\"");
        assertThat(server.run("audit", "verify").code()).isZero();
    }

    @Test
    void theSameCommandIsTheSameJobAndAViewerOnlyLooks() throws Exception {
        List<Long> ids = open(1);
        repair(ids.get(0));
        String body = "{\"ids\":" + ids + ",\"reason\":\"number found\",\"perSecond\":5}";

        HttpResponse<String> first = server.post("/api/jobs", body, "admin", CaravanServer.PASSWORD, "a-key");
        HttpResponse<String> again = server.post("/api/jobs", body, "admin", CaravanServer.PASSWORD, "a-key");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        JsonNode job = LettersByMllp.JSON.readTree(first.body());
        awaitState(job, "done");
        assertThat(server.post("/api/jobs", body, "vera", SECRET, "").statusCode())
                .isEqualTo(403);
        assertThat(server.get("/api/jobs/" + id(job), "vera", SECRET).body()).contains("\"replayed\":1");
        assertThat(server.run("job", "list").out()).contains("dead letter " + ids.get(0));
        assertThat(server.post("/api/jobs", "{\"reason\":\"all\"}", "admin", CaravanServer.PASSWORD, "")
                        .statusCode())
                .isEqualTo(400);
    }

    private static List<Long> open(int count) throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(letters.open(DataClass.ADT, "JOB" + ++made));
        }
        return ids;
    }

    private static void repair(long id) {
        assertThat(server.run(
                                "deadletter",
                                "edit",
                                Long.toString(id),
                                "--set",
                                "PID-3=JOB" + id + "^^^HOSP^MR",
                                "--reason",
                                "number found")
                        .code())
                .isZero();
    }

    private static void discard(List<Long> ids) {
        List<String> words = new ArrayList<>(List.of("deadletter", "discard", "--reason", "a test"));
        ids.forEach(id -> words.add(Long.toString(id)));
        assertThat(server.run(words.toArray(new String[0])).code()).isZero();
    }

    private static JsonNode replay(String option) throws Exception {
        CaravanServer.Ran ran = server.run("deadletter", "replay", "--all", option, "--reason", "try them", "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        return LettersByMllp.JSON.readTree(ran.out());
    }

    private static String id(JsonNode job) {
        return job.path("id").asText();
    }

    private static void awaitState(JsonNode job, String state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> LettersByMllp.JSON
                        .readTree(server.get("/api/jobs/" + id(job)).body())
                        .path("state")
                        .asText()
                        .equals(state));
    }
}
