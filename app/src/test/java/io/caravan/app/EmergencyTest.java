package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping all bulk work at once, and overrides where no windows are declared. */
class EmergencyTest {
    private static final String SECRET = "a long password";

    @TempDir
    static Path data;

    private static CaravanServer server;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
        add("lara", "operator@labs");
        add("otto", "operator");
        add("nora", "scheduler");
        add("sam", "scheduler@labs");
        add("vera", "viewer");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void add(String name, String role) {
        assertThat(server.run("user", "add", name, "--role", role, "--new-password", SECRET))
                .returns(0, CaravanServer.Ran::code);
    }

    private static CaravanServer.Ran runAs(String user, String... arguments) {
        Map<String, String> environment =
                Map.of("CARAVAN_URL", server.url(), "CARAVAN_USER", user, "CARAVAN_PASSWORD", SECRET);
        return CaravanServer.run(environment, arguments);
    }

    @Test
    void aStopStaysUntilAPersonLiftsItAlsoAfterARestart() throws Exception {
        assertThat(server.run("emergency", "show").out()).startsWith("Bulk work is not stopped.");

        assertThat(runAs("otto", "emergency", "stop", "--reason", "the laboratory is down")
                        .out())
                .contains("All bulk work is stopped since 20")
                .contains(" by otto: the laboratory is down")
                .contains("Live feeds go on");
        assertThat(runAs("nora", "emergency", "stop", "--reason", "again").out())
                .contains(" by otto: the laboratory is down");
        server.restart();

        assertThat(server.run("status").out())
                .contains("All bulk work is stopped since 20", " by otto: the laboratory is down");
        assertThat(server.run("window", "list").out())
                .contains("ALL BULK WORK IS STOPPED since 20")
                .contains("all bulk work", "stopped");
        assertThat(server.run("window", "preview", "--days", "1").out()).contains("!");
        assertThat(runAs("nora", "emergency", "lift", "--reason", "it is back").out())
                .startsWith("The emergency stop is lifted");
        assertThat(server.run("status").out()).doesNotContain("All bulk work is stopped");
        CaravanServer.Ran twice = runAs("nora", "emergency", "lift", "--reason", "it is back");
        assertThat(twice.code()).isEqualTo(3);
        assertThat(twice.err()).contains("not stopped");
        assertThat(server.run("audit", "list", "--json").out())
                .contains("emergency-stop", "the laboratory is down", "emergency-lift");
    }

    @Test
    void onlyWhoMayControlOrScheduleEachClassStopsAll() {
        for (String user : new String[] {"lara", "sam", "vera"}) {
            CaravanServer.Ran refused = runAs(user, "emergency", "stop", "--reason", "x");
            assertThat(refused.code()).as(user).isEqualTo(4);
        }
        assertThat(runAs("lara", "emergency", "stop", "--reason", "x").err())
                .contains(
                        "no role that permits it for adt, orders, medications. Pause the backfill of a class of yours");
        assertThat(server.run("emergency", "show").out()).startsWith("Bulk work is not stopped.");
        assertThat(runAs("otto", "emergency", "stop").code()).isEqualTo(2);
    }

    @Test
    void anOverrideOfOneClassIsForWhoSchedulesIt() throws Exception {
        CaravanServer.Ran closed = runAs(
                "sam", "window", "close", "--class", "labs", "--for", "2h", "--reason", "the ward asks", "--json");
        assertThat(closed.code()).as(closed.err()).isZero();
        JsonNode override = LettersByMllp.JSON.readTree(closed.out());

        assertThat(server.run("window", "list").out())
                .contains("No windows: bulk work may always run.")
                .contains("all bulk work of labs")
                .contains("closed")
                .contains("the ward asks");
        assertThat(runAs("sam", "window", "close", "--class", "adt", "--for", "2h", "--reason", "x")
                        .code())
                .isEqualTo(4);
        assertThat(runAs("sam", "window", "close", "--all", "--for", "2h", "--reason", "x")
                        .code())
                .isEqualTo(4);
        String id = override.path("id").asText();
        assertThat(runAs("sam", "window", "withdraw", id, "--reason", "done").out())
                .startsWith("Override " + id + " (all bulk work of labs) is withdrawn");
        assertThat(runAs("sam", "window", "withdraw", id, "--reason", "done").code())
                .isEqualTo(1);
        assertThat(server.run("window", "list").out()).doesNotContain("the ward asks");
    }

    @Test
    void anOverrideThatSaysNotWhatOrNotUntilWhenIsRefused() {
        assertThat(refusal("window", "close", "--for", "2h", "--reason", "x"))
                .contains("Say what this is about: a window, classes, sources or phases; or all");
        assertThat(refusal("window", "close", "--all", "--reason", "x"))
                .contains("Say until when (until), or for how long");
        assertThat(refusal("window", "close", "--all", "--for", "2h", "--until", "06:00", "--reason", "x"))
                .contains("Say until when (until), or for how long");
        assertThat(refusal("window", "close", "--all", "--until", "06:00", "--reason", "x"))
                .contains("No window applies to this, and nothing says which zone's clock is meant");
        assertThat(refusal("window", "close", "--class", "lab", "--for", "2h", "--reason", "x"))
                .contains("\"lab\" is not a data class; known are adt");
        assertThat(refusal("window", "close", "--phase", "x", "--for", "2h", "--reason", "x"))
                .contains("\"x\" is not a phase; known are backfill, replay, reconcile");
        assertThat(server.run("window", "close", "nights", "--for", "2h", "--reason", "x")
                        .err())
                .contains("There is no window nights, as no windows are in force");
        assertThat(server.run("window", "close", "--all", "--until", "2020-01-01T00:00Z", "--reason", "x")
                        .code())
                .isEqualTo(3);
    }

    private static String refusal(String... arguments) {
        CaravanServer.Ran refused = server.run(arguments);
        assertThat(refused.code()).as(String.join(" ", arguments)).isEqualTo(2);
        return refused.err();
    }
}
