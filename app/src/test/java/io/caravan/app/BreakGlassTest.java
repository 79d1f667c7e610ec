package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who may not see patient data sees one thing, with a reason. */
class BreakGlassTest {
    private static final String SECRET = "a long password";
    private static final String MRN = "urn:oid:2.16.840.1.113883.19.5.1";

    @TempDir
    static Path data;

    private static CaravanServer server;
    private static LettersByMllp letters;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
        letters = new LettersByMllp(server);
        for (String user : new String[] {"otto:operator", "lara:operator@labs", "vera:viewer"}) {
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
    void theMessageOfOneLetterIsSeenWithAReasonAndEachLookIsAudited() throws Exception {
        long id = letters.open(DataClass.ADT, "B1");
        long other = letters.open(DataClass.ADT, "B2");
        assertThat(as("otto", "deadletter", "show", "" + id, "--clear").code()).isEqualTo(4);

        CaravanServer.Ran opened = as(
                "otto", "deadletter", "break-glass", "" + id, "--reason", "patient waits", "--minutes", "5", "--json");

        assertThat(opened).returns(0, CaravanServer.Ran::code);
        String permission = LettersByMllp.JSON.readTree(opened.out()).path("id").asText();
        assertThat(as("otto", "deadletter", "show", "" + id, "--clear").out()).contains("Letter^Dora");
        assertThat(as("otto", "deadletter", "show", "" + other, "--clear").code())
                .isEqualTo(4);
        assertThat(as("vera", "deadletter", "show", "" + id, "--clear").code()).isEqualTo(4);
        assertThat(as("otto", "break-glass", "list").out()).contains("patient waits", "deadletter/" + id);
        assertThat(server.run("alert", "list").out()).contains("break-glass", "otto may see deadletter/" + id + " ");
        String audit = server.run("audit", "list", "--json").out();
        assertThat(audit)
                .contains("\"break-glass\"", "5 minutes: patient waits", "present, break-glass " + permission)
                .doesNotContain("Dora");

        assertThat(as("otto", "break-glass", "end", permission)).returns(0, CaravanServer.Ran::code);
        assertThat(as("otto", "deadletter", "show", "" + id, "--clear").code()).isEqualTo(4);
        assertThat(as("otto", "break-glass", "end", permission).code()).isEqualTo(3);
        assertThat(server.run("alert", "list").out()).doesNotContain("otto may see deadletter/" + id + " ");
        assertThat(as("otto", "deadletter", "break-glass", "" + id, "--reason", "x", "--minutes", "61")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void aRoleForOneClassBreaksTheGlassOfItsLettersOnly() throws Exception {
        long adt = letters.open(DataClass.ADT, "B3");
        long labs = letters.open(DataClass.LABS, "B4");

        assertThat(as("lara", "deadletter", "break-glass", "" + adt, "--reason", "x")
                        .code())
                .isEqualTo(1);
        assertThat(as("lara", "deadletter", "break-glass", "" + labs, "--reason", "x"))
                .returns(0, CaravanServer.Ran::code);
        assertThat(as("lara", "deadletter", "show", "" + labs, "--clear").out()).contains("Letter^Dora");
        assertThat(as("vera", "deadletter", "break-glass", "" + labs, "--reason", "x")
                        .code())
                .isEqualTo(4);
    }

    @Test
    void oneResourceIsReadAndNeverASearch() throws Exception {
        CaravanTest.admit(server, "B777", "Quux", "VB777", "B5");
        String identifier = MRN.replace(":", "%3A") + "%7CB777";
        JsonNode found = LettersByMllp.JSON.readTree(
                server.get("/fhir/Patient?identifier=" + identifier).body());
        String reference = "Patient/"
                + found.path("entry").path(0).path("resource").path("id").asText();
        assertThat(status("/fhir/" + reference, "otto")).isEqualTo(403);

        assertThat(as("otto", "break-glass", "open", reference, "--reason", "patient waits"))
                .returns(0, CaravanServer.Ran::code);

        assertThat(server.get("/fhir/" + reference, "otto", SECRET).body()).contains("Quux");
        assertThat(status("/fhir/Patient?identifier=" + identifier, "otto")).isEqualTo(403);
        assertThat(status("/fhir/" + reference, "lara")).isEqualTo(403);
        assertThat(as("lara", "break-glass", "open", reference, "--reason", "x").code())
                .isEqualTo(4);
        assertThat(as("otto", "break-glass", "open", "Dragon/1", "--reason", "x")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeRecordedIsNotShown() throws Exception {
        long id = letters.open(DataClass.ADT, "B6");
        server.execute("alter table audit rename to audit_away");

        HttpResponse<String> answer = server.get("/api/deadletters/" + id + "/message");

        server.execute("alter table audit_away rename to audit");
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(answer.body()).doesNotContain("Dora");
        assertThat(server.get("/api/deadletters/" + id + "/message").body()).contains("Dora");
    }

    @Test
    void theOldValuesThatAnEditShowsAreALookToo() throws Exception {
        long id = letters.open(DataClass.ADT, "B7");

        assertThat(server.run("deadletter", "edit", "" + id, "--set", "PID-8=M", "--reason", "sex"))
                .returns(0, CaravanServer.Ran::code);

        assertThat(server.run("audit", "list", "--json").out())
                .contains("\"action\":\"read-deadletter\",\"subject\":\"deadletter/" + id + "\",\"detail\":\"edit\"");
    }

    @Test
    void whatAnArchivedLetterWasIsStillTold() throws Exception {
        long id = letters.open(DataClass.ADT, "B8");
        server.run("deadletter", "edit", "" + id, "--set", "PID-8=M", "--reason", "sex");
        server.run("deadletter", "discard", "" + id, "--reason", "a test");
        server.execute("update dead_letter_edit set sealed = null where letter_id = " + id);

        assertThat(server.get("/api/deadletters/" + id + "/versions").body()).contains("\"gone\":true", "sex");
        assertThat(server.get("/api/deadletters/" + id + "/message").statusCode())
                .isEqualTo(410);
        assertThat(server.get("/api/deadletters/" + id + "/message?original=true")
                        .body())
                .contains("Dora");
    }

    private static int status(String path, String user) throws Exception {
        return server.get(path, user, SECRET).statusCode();
    }

    private static CaravanServer.Ran as(String user, String... arguments) {
        return CaravanServer.run(
                Map.of("CARAVAN_URL", server.url(), "CARAVAN_USER", user, "CARAVAN_PASSWORD", SECRET), arguments);
    }
}
