package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what to which dead letter, and commands that come twice. */
class RightsTest {
    private static final String SECRET = "a long password";
    private static final String REASON = "{\"reason\":\"test\"}";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;
    private static long adt;
    private static long labs;

    @BeforeAll
    static void start() throws Exception {
        server = new CaravanServer(data, Map.of());
        letters = new LettersByMllp(server);
        adt = letters.open(DataClass.ADT, "R1");
        labs = letters.open(DataClass.LABS, "R2");
        add("lara", "operator@labs");
        add("otto", "operator");
        add("rita", "repairer");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void add(String name, String roles) {
        assertThat(server.run("user", "add", name, "--role", roles, "--new-password", SECRET))
                .returns(0, CaravanServer.Ran::code);
    }

    @Test
    void aUserOfOneClassSeesNothingOfTheOthers() throws Exception {
        JsonNode seen = LettersByMllp.JSON.readTree(
                server.get("/api/deadletters", "lara", SECRET).body());

        assertThat(seen.findValuesAsText("class")).isNotEmpty().containsOnly("labs");
        assertThat(status("/api/deadletters/" + adt, "lara")).isEqualTo(404);
        assertThat(status("/api/deadletters/" + labs, "lara")).isEqualTo(200);
        assertThat(status("/api/deadletters?class=adt", "lara")).isEqualTo(403);
        assertThat(status("/api/findings?class=adt", "lara")).isEqualTo(403);
        assertThat(status("/api/findings", "lara")).isEqualTo(200);
        assertThat(LettersByMllp.JSON
                        .readTree(server.get("/api/status", "lara", SECRET).body())
                        .path("classes")
                        .properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("labs");
    }

    @Test
    void aNumberThatLeavesOutWhatOneDoesNotSeeEndsInAPlus() throws Exception {
        assertThat(server.run("deadletter", "list", "--count", "--code", "missing-patient-id")
                        .out()
                        .strip())
                .matches("[0-9]+");
        assertThat(text("/api/deadletters/count", "lara")).isEqualTo("1+");
        assertThat(text("/api/deadletters/count?class=labs", "lara")).isEqualTo("1");
        assertThat(text("/api/deadletters/count?code=nothing-such", "lara")).isEqualTo("0");
    }

    private static String text(String path, String user) throws Exception {
        return LettersByMllp.JSON
                .readTree(server.get(path, user, SECRET).body())
                .path("text")
                .asText();
    }

    @Test
    void whoAsksBySomebodysNumberIsRecordedWithoutTheNumber() {
        assertThat(server.run("deadletter", "list", "--visit", "VR1", "--count").code())
                .isZero();

        assertThat(server.run("audit", "list", "--json").out())
                .contains("search-deadletters", "by number of visit")
                .doesNotContain("VR1");
    }

    @Test
    void aUserOfOneClassDoesNothingToTheOthers() throws Exception {
        assertThat(post("/api/deadletters/" + adt + "/replay", REASON, "lara").statusCode())
                .isEqualTo(404);
        assertThat(post("/api/deadletters/hold", "{\"ids\":[" + labs + "," + adt + "],\"reason\":\"test\"}", "lara")
                        .statusCode())
                .isEqualTo(404);
        assertThat(letters.times(labs, "held")).isZero();
        assertThat(post("/api/backfill/start", "{\"classes\":[\"adt\"]}", "lara")
                        .statusCode())
                .isIn(403, 409);
    }

    @Test
    void everyPathRefusesWhoHasNoneOfItsRights() throws Exception {
        add("nora", "scheduler");
        for (Map.Entry<String, Set<String>> path : server.caravan().rights().entrySet()) {
            Set<String> rights = path.getValue();
            if (rights.isEmpty() || rights.contains("SEE_STATUS") || rights.contains("SCHEDULE")) {
                continue;
            }
            String[] parts = path.getKey().split(" ");
            assertThat(server.status(parts[0], parts[1].replaceAll("\\{[a-z]+}", "1"), "nora", SECRET))
                    .as(path.getKey())
                    .isEqualTo(403);
        }
    }

    @Test
    void whoOperatesSeesNoMessageAndEditsNone() throws Exception {
        assertThat(status("/api/deadletters/" + adt + "/message", "rita")).isEqualTo(200);
        assertThat(status("/api/deadletters/" + labs + "/message", "lara")).isEqualTo(403);
        assertThat(post("/api/deadletters/" + adt + "/edit", "{\"set\":{\"PID-8\":\"M\"},\"reason\":\"x\"}", "otto")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/api/deadletters/discard", "{\"ids\":[" + adt + "],\"reason\":\"x\"}", "rita")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theSameCommandAgainGivesTheSameAnswerWithoutASecondEffect() throws Exception {
        long id = letters.open(DataClass.ADT, "R3");
        String edit = "{\"set\":{\"PID-8\":\"M\"},\"reason\":\"sex\"}";

        HttpResponse<String> first = server.post("/api/deadletters/" + id + "/edit", edit, "rita", SECRET, "key-1");
        HttpResponse<String> second = server.post("/api/deadletters/" + id + "/edit", edit, "rita", SECRET, "key-1");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(letters.times(id, "edited")).isOne();
        assertThat(server.post("/api/deadletters/" + id + "/edit", edit.replace("M", "F"), "rita", SECRET, "key-1")
                        .statusCode())
                .isEqualTo(422);
        assertThat(server.post("/api/deadletters/" + id + "/edit", edit, "admin", CaravanServer.PASSWORD, "key-1")
                        .headers()
                        .firstValue("Idempotency-Replayed"))
                .isEmpty();
        assertThat(server.post("/api/deadletters/" + id + "/edit", edit, "rita", SECRET, "a key")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatWasRefusedIsRefusedAgainWithTheSameWords() throws Exception {
        long id = letters.open(DataClass.ADT, "R4");
        String body = "{\"ids\":[" + id + "],\"reason\":\"test\"}";
        assertThat(server.post("/api/deadletters/discard", body, "otto", SECRET, "key-2")
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> first = server.post("/api/deadletters/discard", body, "otto", SECRET, "key-3");
        HttpResponse<String> second = server.post("/api/deadletters/discard", body, "otto", SECRET, "key-3");

        assertThat(first.statusCode()).isEqualTo(409);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void aCommandLineWithTheSameRequestIdDoesNothingTwice() throws Exception {
        long id = letters.open(DataClass.ADT, "R5");
        String[] hold = {"deadletter", "hold", Long.toString(id), "--reason", "wait", "--request-id", "cli-1", "--json"
        };

        CaravanServer.Ran first = server.run(hold);
        CaravanServer.Ran second = server.run(hold);

        assertThat(first).returns(0, CaravanServer.Ran::code);
        assertThat(second).isEqualTo(first);
        assertThat(letters.times(id, "held")).isOne();
    }

    private static int status(String path, String user) throws Exception {
        return server.get(path, user, SECRET).statusCode();
    }

    private static HttpResponse<String> post(String path, String body, String user) throws Exception {
        return server.post(path, body, user, SECRET, "");
    }
}
