package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a letter when several people do something to it at once: what docs/reference/dead-letter-actions.md says. */
class TwoOperatorsTest {
    private static final String SECRET = "a long password";
    private static final String MRN = "urn%3Aoid%3A2.16.840.1.113883.19.5.1";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;
    private static int made;

    private final ExecutorService people = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
        letters = new LettersByMllp(server);
        for (String name : List.of("otto", "olga")) {
            assertThat(server.run("user", "add", name, "--role", "operator,repairer", "--new-password", SECRET))
                    .returns(0, CaravanServer.Ran::code);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLost() {
        people.shutdown();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode adt = LettersByMllp.JSON
                    .readTree(server.get("/api/status").body())
                    .path("classes")
                    .path("adt");
            assertThat(adt.path("inFlight").asLong()).isZero();
            assertThat(adt.path("residual").asLong()).isZero();
            assertThat(adt.path("read").asLong())
                    .isEqualTo(adt.path("applied").asLong()
                            + adt.path("superseded").asLong()
                            + adt.path("deadLettered").asLong());
        });
    }

    @Test
    void aDoubleClickHasOneEffectAndOneAnswer() throws Exception {
        long id = repaired();
        List<Callable<HttpResponse<String>>> clicks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clicks.add(
                    () -> post("/api/deadletters/" + id + "/replay", "{\"reason\":\"again\"}", "otto", "click-" + id));
        }

        List<HttpResponse<String>> answers = atOnce(clicks);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(answers.get(0).body());
        });
        letters.awaitState(id, "replayed");
        assertThat(letters.times(id, "replay")).isOne();
        assertThat(letters.times(id, "replayed")).isOne();
    }

    @Test
    void ofTwoWhoReplayOneLetterOneDoes() throws Exception {
        long id = repaired();

        List<HttpResponse<String>> answers = atOnce(List.of(
                () -> post("/api/deadletters/" + id + "/replay", "{\"reason\":\"mine\"}", "otto", ""),
                () -> post("/api/deadletters/" + id + "/replay", "{\"reason\":\"mine\"}", "olga", "")));

        assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(200, 409);
        letters.awaitState(id, "replayed");
        assertThat(letters.times(id, "replay")).isOne();
    }

    @Test
    void whatOneReplaysWhileAnotherDiscardsItIsOneOfBoth() throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(repaired());
        }
        List<Callable<HttpResponse<String>>> asked = new ArrayList<>();
        for (long id : ids) {
            String body = "{\"ids\":[" + id + "],\"reason\":\"mine\"}";
            asked.add(() -> post("/api/deadletters/replay", body, "otto", ""));
            asked.add(() -> post("/api/deadletters/discard", body, "olga", ""));
        }
        List<Long> backwards = IntStream.range(0, ids.size())
                .mapToObj(i -> ids.get(ids.size() - 1 - i))
                .toList();
        asked.add(() -> post("/api/deadletters/replay", "{\"ids\":" + backwards + ",\"reason\":\"all\"}", "olga", ""));

        List<HttpResponse<String>> answers = atOnce(asked);

        Set<Long> replayed = new HashSet<>();
        Set<Long> discarded = new HashSet<>();
        for (HttpResponse<String> answer : answers) {
            assertThat(answer.statusCode()).isIn(200, 409);
            for (JsonNode letter : LettersByMllp.JSON.readTree(answer.body())) {
                if (letter.isObject()) {
                    boolean is = letter.path("state").asText().equals("discarded");
                    assertThat((is ? discarded : replayed).add(letter.path("id").asLong()))
                            .as("nobody else was told the same")
                            .isTrue();
                }
            }
        }
        for (long id : ids) {
            assertThat(replayed.contains(id)).isNotEqualTo(discarded.contains(id));
            letters.awaitState(id, replayed.contains(id) ? "replayed" : "discarded");
            assertThat(isThere(id)).isEqualTo(replayed.contains(id));
        }
    }

    @Test
    void anEditWhileALetterIsReplayedIsInTheReplayOrRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            long id = repaired();
            List<HttpResponse<String>> answers = atOnce(List.of(
                    () -> post("/api/deadletters/" + id + "/replay", "{\"reason\":\"mine\"}", "otto", ""),
                    () -> post(
                            "/api/deadletters/" + id + "/edit",
                            "{\"set\":{\"PID-5.1\":\"Edited\"},\"reason\":\"name\"}",
                            "olga",
                            "")));

            assertThat(answers.get(0).statusCode()).isEqualTo(200);
            assertThat(answers.get(1).statusCode()).isIn(200, 409);
            letters.awaitState(id, "replayed");
            boolean edited = answers.get(1).statusCode() == 200;
            assertThat(letters.times(id, "edited")).isEqualTo(edited ? 2 : 1);
            assertThat(patient(id).contains("Edited")).isEqualTo(edited);
        }
    }

    @Test
    void aReplayThatFailsAgainCanBeReplayedAgainAndOneThatCameThroughCannot() throws Exception {
        long id = letters.open(DataClass.ADT, name());
        for (int attempts = 2; attempts <= 3; attempts++) {
            int expected = attempts;
            assertThat(post("/api/deadletters/" + id + "/replay", "{\"reason\":\"try\"}", "otto", "")
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> letters.letter(id).path("attempts").asInt() == expected);
            letters.awaitState(id, "open");
        }
        repair(id);
        post("/api/deadletters/" + id + "/replay", "{\"reason\":\"repaired\"}", "otto", "");
        letters.awaitState(id, "replayed");

        for (String action : List.of("replay", "discard", "hold")) {
            assertThat(post("/api/deadletters/" + action, "{\"ids\":[" + id + "],\"reason\":\"x\"}", "otto", "")
                            .statusCode())
                    .as(action)
                    .isEqualTo(409);
        }
        assertThat(post("/api/deadletters/" + id + "/edit", "{\"set\":{\"PID-8\":\"M\"},\"reason\":\"x\"}", "otto", "")
                        .statusCode())
                .isEqualTo(409);
        assertThat(letters.times(id, "replayed")).isOne();
    }

    @Test
    void aCommandWhoseAnswerACrashLostDoesNothingTwice() throws Exception {
        long id = repaired();
        String path = "/api/deadletters/" + id + "/replay";
        post(path, "{\"reason\":\"again\"}", "otto", "crash-" + id);
        letters.awaitState(id, "replayed");
        server.execute("update request set status = null, answer = null, claimed_at = claimed_at - interval '1 hour'"
                + " where key = 'crash-" + id + "'");

        HttpResponse<String> answer = post(path, "{\"reason\":\"again\"}", "otto", "crash-" + id);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(letters.times(id, "replay")).isOne();
        assertThat(letters.letter(id).path("state").asText()).isEqualTo("replayed");
        HttpResponse<String> again = post(path, "{\"reason\":\"again\"}", "otto", "crash-" + id);
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    }

    @Test
    void manyPeopleWhoDoAnythingAtRandomLoseNothing() throws Exception {
        long seed = new Random().nextLong();
        List<Long> ids = List.of(repaired(), repaired(), repaired(), repaired());
        List<Callable<HttpResponse<String>>> asked = new ArrayList<>();
        for (int person = 0; person < 4; person++) {
            asked.add(meddling(ids, new Random(seed + person)));
        }
        Future<Long> residuals = people.submit(() -> {
            long worst = 0;
            for (int i = 0; i < 40; i++) {
                JsonNode status =
                        LettersByMllp.JSON.readTree(server.get("/api/status").body());
                worst = Math.max(
                        worst, Math.abs(status.at("/classes/adt/residual").asLong()));
            }
            return worst;
        });

        atOnce(asked);

        assertThat(residuals.get()).as("the balance at every moment").isZero();
        for (long id : ids) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !letters.letter(id).path("state").asText().equals("replaying"));
            String state = letters.letter(id).path("state").asText();
            List<String> events = letters.events(id);
            assertThat(String.join(" ", events))
                    .as("history of letter %s, seed %s", id, seed)
                    .matches("failed( edited| held| discarded reopened)*"
                            + "( replay replayed| replay superseded| discarded)?");
            assertThat(isThere(id)).isEqualTo(state.equals("replayed"));
        }
    }

    /** What one person does, one thing after another. */
    private static Callable<HttpResponse<String>> meddling(List<Long> ids, Random random) {
        List<String> actions = List.of("edit", "hold", "discard", "reopen", "replay");
        return () -> {
            HttpResponse<String> answer = server.get("/api/status");
            for (int i = 0; i < 12; i++) {
                long id = ids.get(random.nextInt(ids.size()));
                String action = actions.get(random.nextInt(actions.size()));
                answer = action.equals("edit")
                        ? post(
                                "/api/deadletters/" + id + "/edit",
                                "{\"set\":{\"PID-5.3\":\"N" + random.nextInt() + "\"},\"reason\":\"x\"}",
                                "otto",
                                "")
                        : post("/api/deadletters/" + action, "{\"ids\":[" + id + "],\"reason\":\"x\"}", "olga", "");
                assertThat(answer.statusCode()).as(action).isIn(200, 409);
            }
            return answer;
        };
    }

    @Test
    void aCommandThatCaravanCouldNotDoMayBeTriedAgainWithItsKey() throws Exception {
        long id = repaired();
        String path = "/api/deadletters/" + id + "/replay";
        server.execute("alter table dead_letter_attempt rename to dead_letter_attempt_away");
        HttpResponse<String> failed = post(path, "{\"reason\":\"again\"}", "otto", "away-" + id);
        server.execute("alter table dead_letter_attempt_away rename to dead_letter_attempt");

        HttpResponse<String> done = post(path, "{\"reason\":\"again\"}", "otto", "away-" + id);

        assertThat(failed.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(done.statusCode()).isEqualTo(200);
        letters.awaitState(id, "replayed");
        assertThat(letters.times(id, "replay")).isOne();
    }

    private static synchronized String name() {
        made++;
        return "T" + made;
    }

    /** A letter whose replay will come through: somebody has put in the missing number, which is the letter's own. */
    private static long repaired() throws Exception {
        long id = letters.open(DataClass.ADT, name());
        repair(id);
        return id;
    }

    private static void repair(long id) throws Exception {
        HttpResponse<String> edited = post(
                "/api/deadletters/" + id + "/edit",
                "{\"set\":{\"PID-3.1\":\"P" + id + "\"},\"reason\":\"the number was left out\"}",
                "otto",
                "");
        assertThat(edited.statusCode()).isEqualTo(200);
    }

    private static String patient(long id) throws Exception {
        return server.get("/fhir/Patient?identifier=" + MRN + "%7CP" + id).body();
    }

    private static boolean isThere(long id) throws Exception {
        return patient(id).contains("Dora");
    }

    private static HttpResponse<String> post(String path, String body, String user, String key) throws Exception {
        return server.post(path, body, user, SECRET, key);
    }

    /** All begin together; the answers are in the order of what was asked. */
    private List<HttpResponse<String>> atOnce(List<Callable<HttpResponse<String>>> asked) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(asked.size());
        List<Future<HttpResponse<String>>> answers = asked.stream()
                .map(one -> people.submit(() -> {
                    barrier.await();
                    return one.call();
                }))
                .collect(Collectors.toList());
        List<HttpResponse<String>> all = new ArrayList<>();
        for (Future<HttpResponse<String>> answer : answers) {
            all.add(answer.get());
        }
        return all;
    }
}
