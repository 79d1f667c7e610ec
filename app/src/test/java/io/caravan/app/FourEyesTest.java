package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edit of clinical content is shown, approved by another user, and replayed only then. */
class FourEyesTest {
    private static final String SECRET = "a long password";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of("deadletter.second-approver", "clinical"));
        letters = new LettersByMllp(server);
        add("rita", "repairer");
        add("aldo", "approver");
        add("otto", "operator");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aClinicalEditShowsItsDifferenceAndWaitsForAnotherUser() throws Exception {
        String id = Long.toString(letters.open(DataClass.ADT, "F1"));

        JsonNode edited = json("rita", "deadletter", "edit", id, "--set", "PID-3.1=9001", "--reason", "left out");

        assertThat(edited.path("needsApproval").asBoolean()).isTrue();
        assertThat(edited.path("version").asInt()).isEqualTo(1);
        assertThat(edited.at("/diff/0/place").asText()).isEqualTo("PID-3");
        assertThat(edited.at("/diff/0/before").asText()).isEqualTo("^^^HOSP^MR");
        assertThat(edited.at("/diff/0/after").asText()).isEqualTo("9001^^^HOSP^MR");
        assertThat(run("rita", "deadletter", "replay", id, "--reason", "now")).isEqualTo(3);
        assertThat(json("rita", "deadletter", "replay", id, "--reason", "look", "--dry-run")
                        .at("/0/waitsForApproval")
                        .asBoolean())
                .isTrue();
        assertThat(run("rita", "deadletter", "approve", id, "--reason", "mine")).isEqualTo(4);
        assertThat(run("aldo", "deadletter", "approve", id, "--reason", "checked"))
                .isZero();
        assertThat(run("rita", "deadletter", "replay", id, "--reason", "now")).isZero();
        letters.awaitState(Long.parseLong(id), "replayed");
        JsonNode version = json("otto", "deadletter", "versions", id).path(0);
        assertThat(version.path("editor").asText()).isEqualTo("rita");
        assertThat(version.path("approver").asText()).isEqualTo("aldo");
        assertThat(version.toString()).contains("PID-3").doesNotContain("9001");
        assertThat(run("otto", "deadletter", "versions", id, "--clear")).isEqualTo(4);
        assertThat(server.run("deadletter", "show", id, "--clear", "--version", "0")
                        .out())
                .contains("|^^^HOSP^MR|");
        assertThat(server.run("deadletter", "show", id, "--clear", "--version", "1")
                        .out())
                .contains("9001");
    }

    @Test
    void anAdministrativeEditNeedsNobodyElse() throws Exception {
        String id = Long.toString(letters.open(DataClass.ADT, "F2"));

        JsonNode edited = json("rita", "deadletter", "edit", id, "--set", "MSH-4=HOSP2", "--reason", "moved");

        assertThat(edited.path("needsApproval").asBoolean()).isFalse();
        assertThat(run("rita", "deadletter", "edit", id, "--set", "MSH-4=HOSP2", "--reason", "again"))
                .as("nothing would be changed")
                .isEqualTo(2);
    }

    @Test
    void onlyDeclaredSourcesOfTheClassAreRedirectedTo() throws Exception {
        String id = Long.toString(letters.open(DataClass.ADT, "F3"));

        assertThat(run("rita", "deadletter", "redirect", id, "--source", "nobody", "--reason", "x"))
                .isEqualTo(2);
        assertThat(run("otto", "deadletter", "redirect", id, "--source", "adt", "--reason", "x"))
                .isEqualTo(4);
        assertThat(run("otto", "deadletter", "redeliver", id, "--reason", "x"))
                .as("its target never saw it")
                .isEqualTo(3);
    }

    private static void add(String name, String role) {
        assertThat(server.run("user", "add", name, "--role", role, "--new-password", SECRET))
                .returns(0, CaravanServer.Ran::code);
    }

    private static int run(String user, String... command) {
        return ran(user, command).code();
    }

    private static JsonNode json(String user, String... command) throws Exception {
        CaravanServer.Ran ran = ran(user, command);
        assertThat(ran.code()).as(ran.toString()).isZero();
        return LettersByMllp.JSON.readTree(ran.out());
    }

    private static CaravanServer.Ran ran(String user, String... command) {
        String[] all = new String[command.length + 5];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(new String[] {"--user", user, "--password", SECRET, "--json"}, 0, all, command.length, 5);
        return server.run(all);
    }
}
