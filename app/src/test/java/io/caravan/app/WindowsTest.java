package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.config.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows as a scheduler sets them. */
class WindowsTest {
    private static final String SECRET = "a long password";
    private static final Path SHIPPED = Path.of("..", "config").toAbsolutePath().normalize();
    private static final Path ROUTES = Path.of("..", "routes").toAbsolutePath().normalize();
    private static final String NIGHTS = """
            windows:
              nights:
                zone: Europe/Berlin
                for:
                  classes: [adt, labs]
                open:
                  - Mon-Sun 22:00-06:00
                blackout:
                  - calendar: holidays.ics
            """;
    private static final String HOLIDAYS = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//test//test//EN
            BEGIN:VEVENT
            UID:1
            DTSTAMP:20260101T000000Z
            DTSTART;VALUE=DATE:20990101
            SUMMARY:The last day
            END:VEVENT
            END:VCALENDAR
            """;

    @TempDir
    static Path folder;

    private static CaravanServer server;

    @BeforeAll
    static void start() throws IOException {
        Path config = folder.resolve("config");
        copy(SHIPPED, config);
        write(config, NIGHTS);
        server = new CaravanServer(new Folders(config, folder.resolve("data"), ROUTES), Map.of());
        add("nora", "scheduler");
        add("sam", "scheduler@labs");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theFilesAreTakenAtTheFirstStartAndNeverSilentlyAfterIt() throws IOException {
        Path config = folder.resolve("config");
        assertThat(server.run("window", "list").out())
                .contains("Mon-Sun 22:00-06:00")
                .contains("holidays.ics (1 event)")
                .contains("Version ")
                .contains("window nights");
        long version = version();

        write(config, NIGHTS.replace("22:00", "21:00"));
        server.restart();

        assertThat(version()).isEqualTo(version);
        assertThat(server.run("window", "list").out())
                .contains("Mon-Sun 22:00-06:00")
                .contains("differs from what is in force: caravan window apply -f FILE");
        assertThat(server.run("window", "export", "-o", config.toString()).out())
                .isEqualTo("Version " + version + " is written to " + config
                        + ": windows.yaml and calendars [holidays.ics]\n");
        assertThat(server.run("window", "list").out()).doesNotContain("differs");
        assertThat(config.resolve("calendars").resolve("holidays.ics")).hasContent(HOLIDAYS.replace("\n", "\r\n"));
        assertThat(server.run("window", "export").out()).isEqualTo(NIGHTS);
    }

    @Test
    void aPlanIsShownBeforeItIsInForceAndAskedFor() throws Exception {
        Path file = write(folder.resolve("next"), NIGHTS.replace("22:00-06:00", "20:00-08:00"));
        long version = version();

        CaravanServer.Ran dry = server.run("window", "apply", "-f", file.toString(), "--dry-run");
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains("What changes from version " + version)
                .contains("window nights: opening", "20:00-08:00")
                .containsPattern("open 36[01] h.* in the next 30 days instead of 2(39|40|41) h")
                .contains("finish: ")
                .contains("Nothing was changed.");
        CaravanServer.Ran nobody = server.run("window", "apply", "-f", file.toString(), "--reason", "longer nights");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("say --yes, or --dry-run");
        assertThat(version()).isEqualTo(version);

        assertThat(server.run("window", "preview", "--days", "2", "-f", file.toString())
                        .out())
                .contains("window nights Mon-Sun 20:00-08:00")
                .contains("Finish: ");
        assertThat(server.run("window", "apply", "-f", file.toString(), "--reason", "longer nights", "--yes")
                        .out())
                .contains("Version " + (version + 1) + " is in force");
        assertThat(server.run("window", "apply", "-f", file.toString(), "--reason", "again", "--yes")
                        .out())
                .contains("This is version " + (version + 1) + ", which is in force; nothing changes.");
        assertThat(server.run("audit", "list", "--json").out()).contains("window-apply", "longer nights");

        Path former = write(folder.resolve("former"), NIGHTS);
        assertThat(server.run("window", "apply", "-f", former.toString(), "--reason", "back", "--yes")
                        .code())
                .isZero();
    }

    @Test
    void aPlanMadeFromAnElderVersionIsRefused() throws Exception {
        ObjectNode body = LettersByMllp.JSON.createObjectNode();
        body.put("text", NIGHTS.replace("22:00", "23:00"))
                .put("replaces", version() - 1)
                .put("reason", "late");
        body.putObject("calendars").put("holidays.ics", HOLIDAYS);

        var refused = server.post("/api/windows/apply", body.toString(), "admin", CaravanServer.PASSWORD, "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("is in force by now");
    }

    @Test
    void whoSchedulesOneClassChangesOnlyItsWindows() throws IOException {
        String labs = NIGHTS + """
                  controls:
                    zone: Europe/Berlin
                    for: { classes: [labs] }
                    open: [Mon-Sun 00:00-12:00]
                """;
        Path more = write(folder.resolve("more"), labs);
        Path less = write(folder.resolve("less"), NIGHTS);
        Path other = write(folder.resolve("other"), NIGHTS.replace("22:00", "21:00"));

        assertThat(runAs("sam", "window", "apply", "-f", more.toString(), "--reason", "x", "--yes")
                        .code())
                .isZero();
        assertThat(runAs("sam", "window", "apply", "-f", less.toString(), "--reason", "x", "--yes")
                        .code())
                .isZero();
        CaravanServer.Ran refused = runAs("sam", "window", "apply", "-f", other.toString(), "--reason", "x", "--yes");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("sam has no role that permits this for adt");
        assertThat(runAs("sam", "window", "close", "nights", "--for", "1h", "--reason", "x")
                        .code())
                .isEqualTo(4);
        assertThat(runAs(
                                "sam",
                                "window",
                                "close",
                                "nights",
                                "--class",
                                "labs",
                                "--for",
                                "1h",
                                "--reason",
                                "x",
                                "--json")
                        .code())
                .isZero();
    }

    @Test
    void aFileWithProblemsIsRefusedWithAllOfThem() throws IOException {
        Path file = write(folder.resolve("bad"), """
                windows:
                  nights:
                    zone: Europe/Berln
                    opens:
                      - Mon-Fri 22:00-06:00
                """);

        for (List<String> command : List.of(
                List.of("window", "check", "-f", file.toString()),
                List.of("window", "preview", "-f", file.toString()),
                List.of("window", "apply", "-f", file.toString(), "--reason", "x", "--yes"))) {
            CaravanServer.Ran ran = server.run(command.toArray(String[]::new));
            assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(3);
            assertThat(ran.out() + ran.err())
                    .contains("windows.yaml line 3, windows.nights.zone")
                    .contains("did you mean Europe/Berlin?")
                    .contains("\"opens\" is not a key here; did you mean open?");
        }
        assertThat(server.run("window", "apply", "-f", folder + "/none.yaml", "--dry-run")
                        .err())
                .contains("There is no file");
    }

    @Test
    void anOverrideIsOnTheClockOfItsWindow() throws Exception {
        CaravanServer.Ran opened = runAs(
                "nora", "window", "open", "nights", "--from", "2030-01-05 08:00", "--for", "12h", "--reason", "x");
        assertThat(opened.err()).isEmpty();
        assertThat(opened.out())
                .contains(
                        "window nights is open from 2030-01-05 08:00 Europe/Berlin until 2030-01-05 20:00 Europe/Berlin"
                                + " (2030-01-05T19:00:00Z)");
        CaravanServer.Ran twice =
                runAs("nora", "window", "close", "nights", "--until", "2030-10-27 02:30", "--reason", "x");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err())
                .contains("comes twice in Europe/Berlin; say 2030-10-27T02:30+02:00 for the first, or"
                        + " 2030-10-27T02:30+01:00 for the second");
        CaravanServer.Ran blacked =
                runAs("nora", "window", "open", "nights", "--from", "2099-01-01 08:00", "--for", "2h", "--reason", "x");
        assertThat(blacked.out())
                .contains("Still shut when it begins, replay of adt, labs: blackout")
                .contains("The last day");
        assertThat(runAs("nora", "window", "open", "days", "--for", "1h", "--reason", "x")
                        .err())
                .contains("There is no window days; known are nights");
    }

    @Test
    void thePreviewHasALineForEachDayAndTheOpeningsAhead() throws Exception {
        JsonNode preview =
                LettersByMllp.JSON.readTree(server.run("window", "preview", "--days", "30", "--class", "adt", "--json")
                        .out());

        JsonNode one = preview.path("previews").path(0);
        assertThat(one.path("days")).hasSize(30);
        assertThat(one.path("days").path(0).path("today").asBoolean()).isTrue();
        assertThat(one.path("days").path(1).path("cells").asText()).hasSize(48).matches("#{12}\\.{32}#{4}");
        assertThat(one.path("openings")).hasSize(10);
        assertThat(server.run("window", "preview", "--days", "401").code()).isEqualTo(2);
        assertThat(server.run("window", "preview", "--window", "days").err()).contains("known are nights");
    }

    private static long version() throws IOException {
        return LettersByMllp.JSON
                .readTree(server.run("window", "list", "--json").out())
                .path("version")
                .asLong();
    }

    private static Path write(Path to, String text) throws IOException {
        Files.createDirectories(to.resolve("calendars"));
        Files.writeString(to.resolve("calendars").resolve("holidays.ics"), HOLIDAYS.replace("\n", "\r\n"));
        return Files.writeString(to.resolve("windows.yaml"), text);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
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
}
