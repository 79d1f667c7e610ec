package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people find dead letters by, on the command line and over HTTP. */
class LetterListTest {
    private static final String SECRET = "a long password";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static long first;
    private static long second;
    private static long labs;

    @BeforeAll
    static void start() throws Exception {
        server = new CaravanServer(data, Map.of());
        LettersByMllp letters = new LettersByMllp(server);
        first = letters.open(DataClass.ADT, "L1");
        second = letters.open(DataClass.ADT, "L2");
        labs = letters.open(DataClass.LABS, "L3");
        assertThat(server.run("user", "add", "lara", "--role", "operator@labs", "--new-password", SECRET))
                .returns(0, CaravanServer.Ran::code);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("every filter narrows the list; several must all hold")
    void filters() throws Exception {
        assertThat(list("--class", "adt")).containsExactly(second, first);
        assertThat(list("--class", "adt,labs", "--state", "open,held")).containsExactly(labs, second, first);
        assertThat(list("--type", "ADT^A01")).containsExactly(second, first);
        assertThat(list("--code", "missing-patient-id", "--step", "map", "--cause", "data"))
                .contains(first, second);
        assertThat(list("--control-id", "L2")).containsExactly(second);
        assertThat(list("--visit", "VL1")).containsExactly(first);
        assertThat(list("--visit", "VL1", "--class", "labs")).isEmpty();
        assertThat(list("--since", "1h", "--class", "adt", "--before", Long.toString(second)))
                .containsExactly(first);
        assertThat(list("--until", "1h")).isEmpty();
        assertThat(list("--state", "discarded")).isEmpty();
        assertThat(json("deadletter", "list", "--class", "adt", "--count")
                        .path("text")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    @DisplayName("letters of one signature are one group, with counts by state and a trend")
    void groups() throws Exception {
        JsonNode groups = json("deadletter", "groups", "--class", "adt");

        assertThat(groups).hasSize(1);
        JsonNode group = groups.path(0);
        assertThat(group.path("code").asText()).isEqualTo("missing-patient-id");
        assertThat(group.path("states").path("open").asLong()).isEqualTo(2);
        assertThat(group.path("count").asLong()).isEqualTo(2);
        assertThat(group.path("trend").findValuesAsText("count")).isNotEmpty();
        assertThat(list("--group", group.path("id").asText())).containsExactly(second, first);
        assertThat(server.run("deadletter", "groups").out()).contains("missing-patient-id", "last 24 h");
    }

    @Test
    @DisplayName("a letter is given to somebody and noted upon, by name, and everybody who lists sees it")
    void assign() throws Exception {
        assertThat(server.run("deadletter", "assign", "" + labs, "--to", "lara", "--reason", "her sender")
                        .code())
                .isZero();
        assertThat(server.run("deadletter", "note", "" + labs, "--text", "ticket 8812")
                        .code())
                .isZero();

        assertThat(list("--assignee", "lara")).containsExactly(labs);
        JsonNode letter = json("deadletter", "show", "" + labs);
        assertThat(letter.path("assignee").asText()).isEqualTo("lara");
        assertThat(letter.path("permalink").asText()).isEqualTo("/api/deadletters/" + labs);
        JsonNode noted = letter.path("history").path(letter.path("history").size() - 1);
        assertThat(noted.path("event").asText()).isEqualTo("note");
        assertThat(noted.path("actor").asText()).isEqualTo("admin");
        assertThat(noted.path("reason").asText()).isEqualTo("ticket 8812");
        assertThat(json("audit", "list").findValuesAsText("action")).contains("assign", "note");
    }

    @Test
    @DisplayName("who sees one class only sees its letters, groups and counts; asking for another is refused")
    void visible() throws Exception {
        for (String path : List.of("/api/deadletters", "/api/deadletters/groups")) {
            JsonNode seen =
                    LettersByMllp.JSON.readTree(server.get(path, "lara", SECRET).body());
            assertThat(seen.findValuesAsText("class")).isNotEmpty().containsOnly("labs");
            assertThat(server.get(path + "?class=adt", "lara", SECRET).statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.get("/api/deadletters/count", "lara", SECRET).body()).contains("\"count\":1");
        long adtGroup = json("deadletter", "groups", "--class", "adt")
                .path(0)
                .path("id")
                .asLong();
        assertThat(server.get("/api/deadletters/groups/" + adtGroup, "lara", SECRET)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("a patient's number is not taken from an address, for addresses are kept in logs")
    void noNumbersInAddresses() throws Exception {
        assertThat(server.get("/api/deadletters?patient=4711").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/deadletters?state=lost").body()).contains("not a state");
    }

    private static List<Long> list(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("deadletter", "list"));
        arguments.addAll(List.of(options));
        List<Long> ids = new ArrayList<>();
        json(arguments.toArray(String[]::new))
                .forEach(letter -> ids.add(letter.path("id").asLong()));
        return ids;
    }

    private static JsonNode json(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        CaravanServer.Ran ran = server.run(all.toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isZero();
        return LettersByMllp.JSON.readTree(ran.out());
    }
}
