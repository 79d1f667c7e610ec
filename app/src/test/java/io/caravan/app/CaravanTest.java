package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BasicAuthInterceptor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.message.DataClass;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole road: a message over MLLP, its acknowledgement, and what foreign clients read. */
class CaravanTest {
    private static final String MRN = "urn:oid:2.16.840.1.113883.19.5.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    private static CaravanServer server;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aFhirClientReadsWhatAnAdmissionTold() throws Exception {
        admit("4711", "Quux", "V4711", "C1");
        FhirContext context = FhirContext.forR4();
        IGenericClient client = context.newRestfulGenericClient(server.url() + "/fhir");
        client.registerInterceptor(new BasicAuthInterceptor("admin", CaravanServer.PASSWORD));

        Bundle found = client.search()
                .forResource(Patient.class)
                .where(Patient.IDENTIFIER.exactly().systemAndCode(MRN, "4711"))
                .returnBundle(Bundle.class)
                .execute();
        Patient patient = (Patient) found.getEntryFirstRep().getResource();

        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(patient.getNameFirstRep().getFamily()).isEqualTo("Quux");
        assertThat(patient.getMeta().getVersionId()).isEqualTo("1");
        assertThat(patient.getMeta().getLastUpdated()).isNotNull();
        Patient same = client.read()
                .resource(Patient.class)
                .withId(patient.getIdElement().getIdPart())
                .execute();
        assertThat(same.getBirthDateElement().getValueAsString()).isEqualTo("1980-01-01");
        Bundle history = client.history()
                .onInstance(patient.getIdElement().toUnqualifiedVersionless())
                .returnBundle(Bundle.class)
                .execute();
        assertThat(history.getEntry()).hasSize(1);
        Bundle visits = client.search()
                .forResource(Encounter.class)
                .where(Encounter.PATIENT.hasId(patient.getIdElement().getIdPart()))
                .and(Encounter.STATUS.exactly().code("in-progress"))
                .returnBundle(Bundle.class)
                .execute();
        assertThat(visits.getEntry()).hasSize(1);
        assertThat(client.capabilities()
                        .ofType(CapabilityStatement.class)
                        .execute()
                        .getFhirVersion()
                        .toCode())
                .isEqualTo("4.0.1");
    }

    @Test
    void everyReadInClearIsInTheAuditLogWithoutPatientData() throws Exception {
        admit("4712", "Zyxw", "V4712", "C2");
        server.get("/fhir/Patient?identifier=" + MRN.replace(":", "%3A") + "%7C4712");

        JsonNode audit = JSON.readTree(server.get("/api/audit?limit=20").body());

        assertThat(audit.findValuesAsText("action")).contains("search", "routes-loaded", "config-loaded");
        assertThat(audit.toString()).doesNotContain("4712").doesNotContain("Zyxw");
        assertThat(JSON.readTree(server.get("/api/audit/verify").body())
                        .path("intact")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aSearchGivesPagesThatLeadToTheNext() throws Exception {
        admit("5001", "Pages", "V5001", "C3");
        admit("5002", "Pages", "V5002", "C4");

        JsonNode first = JSON.readTree(server.get("/fhir/Patient?_count=1").body());
        String next = first.path("link").path(1).path("url").asText();
        JsonNode second =
                JSON.readTree(server.get(next.substring(server.url().length())).body());

        assertThat(first.path("link").path(1).path("relation").asText()).isEqualTo("next");
        assertThat(first.path("entry")).hasSize(1);
        assertThat(second.path("entry")).hasSize(1);
        assertThat(second.path("entry").path(0).path("fullUrl"))
                .isNotEqualTo(first.path("entry").path(0).path("fullUrl"));
    }

    @Test
    void errorsOfTheViewAreOperationOutcomesAndNothingIsCached() throws Exception {
        HttpResponse<String> unknown = server.get("/fhir/Patient?name=Quux");
        HttpResponse<String> missing = server.get("/fhir/Patient/6f0b6a3c-1d5e-5b7a-9c2e-4f6a8b0d1e3f");
        HttpResponse<String> halfIdentifier = server.get("/fhir/Patient?identifier=4711");

        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(halfIdentifier.statusCode()).isEqualTo(400);
        assertThat(server.get("/fhir/Patient/nonsense").statusCode()).isEqualTo(404);
        assertThat(server.get("/fhir/Dragon").statusCode()).isEqualTo(404);
        assertThat(FhirContext.forR4Cached()
                        .newJsonParser()
                        .parseResource(OperationOutcome.class, unknown.body())
                        .getIssueFirstRep()
                        .getDiagnostics())
                .contains("name")
                .doesNotContain("Quux");
        assertThat(missing.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void eachPathAsksForItsRight() throws Exception {
        assertThat(server.run("user", "add", "vera", "--role", "viewer", "--new-password", "vera's password")
                        .code())
                .isZero();

        assertThat(server.get("/fhir/Patient", "", "").statusCode()).isEqualTo(401);
        assertThat(server.get("/fhir/Patient", "admin", "wrong").statusCode()).isEqualTo(401);
        assertThat(server.get("/api/status", "vera", "vera's password").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/fhir/Patient", "vera", "vera's password").statusCode())
                .isEqualTo(403);
        assertThat(server.get("/api/audit", "vera", "vera's password").statusCode())
                .isEqualTo(403);
        assertThat(server.get("/health/ready", "", "").statusCode()).isEqualTo(200);
        assertThat(server.get("/health/live", "", "").statusCode()).isEqualTo(200);
        assertThat(server.get("/metrics", "", "").body()).contains("caravan_balance_residual{data_class=\"adt\"}");
        assertThat(server.get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void exitCodesTellScriptsWhatHappened() {
        assertThat(server.run("status").code()).isZero();
        assertThat(server.run("status", "--help").code()).isZero();
        assertThat(server.run("deadletter").code()).isEqualTo(2);
        assertThat(server.run("status", "--nonsense").code()).isEqualTo(2);
        assertThat(server.run("status", "--password", "wrong").code()).isEqualTo(4);
        assertThat(server.run("backfill", "start", "adt").code()).isEqualTo(3);
        assertThat(server.run("backfill", "start", "dragons").code()).isEqualTo(2);
        assertThat(server.run("deadletter", "show", "999999").code()).isEqualTo(1);
        assertThat(server.run("read", "Patient", MRN + "|nobody").code()).isEqualTo(1);
        assertThat(server.run("status", "--url", "http://127.0.0.1:1").code()).isEqualTo(1);
    }

    @Test
    void theStatusOfScriptsHasEveryClassAndABalanceOfZero() throws Exception {
        admit("6001", "Status", "V6001", "C5");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            CaravanServer.Ran ran = server.run("status", "--json");
            JsonNode adt = JSON.readTree(ran.out()).path("classes").path("adt");
            assertThat(adt.path("read").asLong()).isPositive();
            assertThat(adt.path("inFlight").asLong()).isZero();
            assertThat(adt.path("residual").asLong()).isZero();
            assertThat(adt.path("state").asText()).isEqualTo("running");
        });
        assertThat(JSON.readTree(server.run("status", "--json").out())
                        .path("classes")
                        .properties())
                .hasSize(4);
    }

    @Test
    void aDeadLetterIsShownEditedAndReplayed() throws Exception {
        String answer = server.send(DataClass.ADT, """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301120000-0500||ADT^A01^ADT_A01|D1|P|2.5.1
                EVN|A01|20260301120000-0500
                PID|1||^^^HOSP^MR||Letter^Dora||19800101|F
                PV1|1|I|WARD^101^A||||||||||||||||V7001^^^HOSP^VN
                """);
        assertThat(answer).contains("MSA|AA|D1");
        JsonNode letter = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> JSON.readTree(server.run("deadletter", "list", "--state", "open", "--json")
                                .out()),
                        letters -> letters.findValuesAsText("controlId").contains("D1"))
                .path(0);
        String id = letter.path("id").asText();
        assertThat(letter.path("class").asText()).isEqualTo("adt");
        assertThat(letter.path("code").asText()).isEqualTo("missing-patient-id");
        assertThat(server.run("deadletter", "show", id).out())
                .contains("missing-patient-id")
                .doesNotContain("Dora");
        assertThat(server.run("deadletter", "show", id, "--clear").out()).contains("Letter^Dora");
        assertThat(server.run("deadletter", "replay", id, "--reason", "try", "--dry-run")
                        .code())
                .isZero();
        assertThat(server.run("deadletter", "edit", id, "--set", "PID-99x=1", "--reason", "typo")
                        .code())
                .isEqualTo(2);

        assertThat(server.run("deadletter", "edit", id, "--set", "PID-3.1=7001", "--reason", "the number was left out"))
                .returns(0, CaravanServer.Ran::code);
        assertThat(server.run("deadletter", "replay", id, "--reason", "repaired"))
                .returns(0, CaravanServer.Ran::code);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.get("/fhir/Patient?identifier=" + MRN + "%7C7001")
                        .body()
                        .contains("Dora"));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        server.run("deadletter", "show", id, "--json").out().contains("\"state\":\"replayed\""));
        assertThat(server.run("deadletter", "replay", id, "--reason", "again").code())
                .isEqualTo(3);
        assertThat(server.run("audit", "list", "--json").out())
                .contains("\"edit\"", "\"replay\"", "\"read-deadletter\"")
                .doesNotContain("Dora")
                .doesNotContain("7001");
    }

    @Test
    void howFastBulkWorkGoesAndWhyIsShownToPeopleScriptsAndMetrics() throws Exception {
        assertThat(server.run("throttle", "list").out())
                .contains("target.postgres", "answers come in time: no ceiling");
        JsonNode store = JSON.readTree(server.run("throttle", "list", "--json").out())
                .path("throttles")
                .path(0);
        assertThat(store.path("name").asText()).isEqualTo("target.postgres");
        assertThat(store.path("ceiling").isNull()).isTrue();
        assertThat(server.get("/metrics", "", "").body())
                .contains("caravan_throttle_rate{lane=\"live\",throttle=\"target.postgres\"}")
                .contains("caravan_throttle_ceiling{throttle=\"target.postgres\"} +Inf");
    }

    @Test
    void everyPathOfTheApiIsDescribedWithItsRight() throws Exception {
        JsonNode paths =
                JSON.readTree(server.get("/api/openapi.json", "", "").body()).path("paths");

        assertThat(server.caravan().rights()).isNotEmpty().allSatisfy((methodAndPath, rights) -> {
            String[] parts = methodAndPath.split(" ");
            JsonNode described = paths.path(parts[1]).path(parts[0]);
            assertThat(described.isObject())
                    .as("openapi.json describes " + methodAndPath)
                    .isTrue();
            Set<String> told = Arrays.stream(
                            described.path("x-right").asText("").split(" or "))
                    .filter(right -> !right.isEmpty())
                    .collect(Collectors.toSet());
            assertThat(told).as("x-right of " + methodAndPath).isEqualTo(rights);
        });
        assertThat(paths.at("/~1api~1deadletters~1hold/post/parameters/0/$ref").asText())
                .isEqualTo("#/components/parameters/IdempotencyKey");
    }

    private static void admit(String mrn, String family, String visit, String controlId) throws Exception {
        admit(server, mrn, family, visit, controlId);
    }

    static void admit(CaravanServer server, String mrn, String family, String visit, String controlId)
            throws Exception {
        String answer = server.send(DataClass.ADT, """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301120000-0500||ADT^A01^ADT_A01|%s|P|2.5.1
                EVN|A01|20260301120000-0500
                PID|1||%s^^^HOSP^MR||%s^Jane||19800101|F
                PV1|1|I|WARD^101^A||||||||||||||||%s^^^HOSP^VN
                """.formatted(controlId, mrn, family, visit));
        assertThat(answer).contains("MSA|AA|" + controlId);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.get("/fhir/Patient?identifier=" + MRN + "%7C" + mrn)
                        .body()
                        .contains(family));
    }
}
