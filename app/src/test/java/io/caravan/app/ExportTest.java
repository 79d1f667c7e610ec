package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final String SECRET = "a long password";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;
    private static long adt;
    private static long labs;

    @BeforeAll
    static void start() throws Exception {
        server = new CaravanServer(data.resolve("data"), Map.of());
        letters = new LettersByMllp(server);
        adt = letters.open(DataClass.ADT, "E1");
        labs = letters.open(DataClass.LABS, "E2");
        for (String user : List.of("otto:operator", "rita:repairer", "lara:repairer@labs,operator")) {
            String[] parts = user.split(":");
            assertThat(server.run("user", "add", parts[0], "--role", parts[1], "--new-password", SECRET))
                    .returns(0, CaravanServer.Ran::code);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void lettersAreExportedByFilterWithoutPatientDataIntoAFileForItsOwnerOnly() throws Exception {
        Path file = data.resolve("letters.ndjson");

        assertThat(as("otto", "deadletter", "export", "--class", "labs", "--out", file.toString()))
                .returns(0, CaravanServer.Ran::code);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).singleElement().asString().doesNotContain("Dora", "body");
        JsonNode letter = LettersByMllp.JSON.readTree(lines.get(0));
        assertThat(letter.path("id").asLong()).isEqualTo(labs);
        assertThat(letter.path("code").asText()).isEqualTo("missing-patient-id");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void messagesAreExportedByWhoMaySeeThemAndEachIsAudited() throws Exception {
        Path file = data.resolve("messages.ndjson");
        Path folder = data.resolve("messages");

        assertThat(as("rita", "deadletter", "export", "--clear", "--reason", "for the vendor", "--out", "" + file))
                .returns(0, CaravanServer.Ran::code);
        assertThat(as("rita", "deadletter", "export", "" + adt, "--to", "" + folder))
                .returns(0, CaravanServer.Ran::code);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(new String(
                                LettersByMllp.JSON.readTree(line).path("body").binaryValue(), StandardCharsets.UTF_8))
                        .contains("Letter^Dora"));
        assertThat(folder.resolve("deadletter-" + adt)).content().contains("Letter^Dora");
        String audit = server.run("audit", "list", "--json").out();
        assertThat(audit).contains("with messages: for the vendor").doesNotContain("Dora");
        for (long id : List.of(adt, labs)) {
            assertThat(audit).contains("\"subject\":\"deadletter/" + id + "\",\"detail\":\"export present\"");
        }
    }

    @Test
    void whoMayNotSeeMessagesExportsNone() throws Exception {
        Path file = data.resolve("none.ndjson");

        assertThat(as("otto", "deadletter", "export", "--clear", "--out", "" + file)
                        .code())
                .isEqualTo(4);
        assertThat(as("otto", "deadletter", "export", "" + adt, "--to", "" + data.resolve("none"))
                        .code())
                .isEqualTo(4);
        assertThat(as("lara", "deadletter", "export", "--class", "adt", "--clear", "--out", "" + file)
                        .code())
                .isEqualTo(4);
        assertThat(file).doesNotExist();

        assertThat(as("lara", "deadletter", "export", "--clear", "--out", "" + file))
                .returns(0, CaravanServer.Ran::code);
        assertThat(Files.readString(file)).contains("\"class\":\"labs\"").doesNotContain("\"class\":\"adt\"");
        assertThat(as("otto", "deadletter", "export").code()).isEqualTo(2);
    }

    private static CaravanServer.Ran as(String user, String... arguments) {
        return CaravanServer.run(
                Map.of("CARAVAN_URL", server.url(), "CARAVAN_USER", user, "CARAVAN_PASSWORD", SECRET), arguments);
    }
}
