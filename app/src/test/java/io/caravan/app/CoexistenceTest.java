package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.message.DataClass;
import io.caravan.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old application that still works, beside the whole of Caravan: its database is read while its feed goes on. */
class CoexistenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PATIENTS = 30;

    @TempDir
    Path data;

    private final PostgresServer.TestDatabase old = PostgresServer.shared().create();
    private CaravanServer server;
    private String lastStreet = "";
    private int messages;

    @BeforeEach
    void start() throws Exception {
        try (Connection connection = old.connect()) {
            new LegacyDatabase(Hospital.of(7, PATIENTS)).fill(connection);
        }
        execute("insert into patients (mrn, family_name, given_name, street, deleted, last_updated)"
                + " values ('WATERMARK', 'WATERMARK', 'X', '', 0, now())");
        Map<String, String> settings = new TreeMap<>(Map.of(
                "legacy.hospital.url", old.url(),
                "legacy.hospital.user", old.user(),
                "legacy.hospital.password", old.password(),
                "legacy.hospital.deletes", "tombstone",
                "legacy.hospital.deletes-percent", "50",
                "source.hospital.zone", "America/New_York",
                "source.hospital.authority.patient", "HOSP",
                "backfill.adt.hospital.sql", "adt.sql",
                "backfill.adt.hospital.key", "patient_id",
                "backfill.adt.hospital.version", "version"));
        settings.put("backfill.adt.hospital.watermark.sql", "watermark.sql");
        settings.put("backfill.adt.hospital.watermark.patient", "WATERMARK");
        server = new CaravanServer(data, settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName(
            "§6.3(1), §6.3(3), §6.3(4), §6.3(8): runs, runs since the last one and scans beside a feed that proves how far it is")
    void anOldApplicationThatStillWorks() throws Exception {
        CaravanServer.Ran tooEarly = server.run("backfill", "start", "adt", "--since-last");
        assertThat(tooEarly.code()).isEqualTo(3);
        assertThat(tooEarly.err()).contains("Nothing was read of adt from hospital");

        assertThat(server.run("backfill", "start", "adt").code()).isZero();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(adt().path("reason").asText()).contains("for the watermark patient"));
        assertThat(adt().path("state").asText()).isEqualTo("waiting");
        assertThat(adt().path("rows").asLong()).isZero();
        awaitDone();
        assertThat(adt().path("rows").asText()).isEqualTo(text("select count(*) from patients"));
        assertThat(fhir("WATERMARK")).doesNotContain("\"active\"");

        String gone = text("select min(mrn) from patients where mrn <> 'WATERMARK' and deleted = 0");
        String changed = text("select max(mrn) from patients where mrn <> 'WATERMARK' and deleted = 0");
        execute("update patients set city = 'NEWTOWN', last_updated = now() where mrn = '" + changed + "'");
        assertThat(server.run("backfill", "start", "adt", "--since-last").code())
                .isZero();
        awaitDone();
        assertThat(adt().path("sources").path("hospital").path("kind").asText()).isEqualTo("since-last");
        assertThat(adt().path("rows").asLong()).isLessThan(PATIENTS);
        assertThat(fhir(changed)).contains("NEWTOWN");

        execute("delete from patients where mrn = '" + gone + "'");
        assertThat(server.run("backfill", "scan", "adt").code()).isZero();
        awaitDone();
        assertThat(fhir(gone)).contains("\"active\":false");
        assertThat(server.run("finding", "list", "--json").out())
                .contains("row-gone")
                .doesNotContain(gone);
        JsonNode status = JSON.readTree(server.run("status", "--json").out())
                .path("classes")
                .path("adt");
        assertThat(status.path("backfill").asText()).isEqualTo("done");
        assertThat(status.path("residual").asLong()).isZero();
        assertThat(status.path("excluded").asLong()).isGreaterThanOrEqualTo(3);
        assertThat(server.get("/metrics", "", "").body()).contains("caravan_feed_lag_seconds{data_class=\"adt\"");
    }

    /** The old application sends what changes in it. */
    private void awaitDone() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(adt().path("state").asText())
                    .as(adt().path("reason").asText())
                    .isNotEqualTo("failed");
            String street = text("select street from patients where mrn = 'WATERMARK'");
            if (!street.equals(lastStreet)) {
                lastStreet = street;
                messages++;
                assertThat(server.send(DataClass.ADT, """
                        MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301120000-0500||ADT^A08|W%d|P|2.5.1
                        EVN|A08|20260301120000-0500
                        PID|1||WATERMARK^^^HOSP^MR||WATERMARK^X||||||%s
                        PV1|1|N
                        """.formatted(messages, street)))
                        .contains("MSA|AA|W" + messages);
            }
            return adt().path("state").asText().equals("done");
        });
    }

    private JsonNode adt() throws Exception {
        return JSON.readTree(server.run("backfill", "status", "--json").out()).path("adt");
    }

    private String fhir(String number) throws Exception {
        return server.get("/fhir/Patient?identifier=urn:oid:2.16.840.1.113883.19.5.1%7C" + number)
                .body();
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = old.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws Exception {
        try (Connection connection = old.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
