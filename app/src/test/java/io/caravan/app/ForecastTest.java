package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler is told of when a backfill will be through. */
class ForecastTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PATIENTS = 30;

    @TempDir
    Path data;

    private final PostgresServer.TestDatabase old = PostgresServer.shared().create();
    private CaravanServer server;

    @BeforeEach
    void start() throws Exception {
        try (Connection connection = old.connect()) {
            new LegacyDatabase(Hospital.of(7, PATIENTS)).fill(connection);
        }
        server = new CaravanServer(
                data,
                Map.of(
                        "legacy.hospital.url", old.url(),
                        "legacy.hospital.user", old.user(),
                        "legacy.hospital.password", old.password(),
                        "legacy.hospital.settle", "0s",
                        "source.hospital.zone", "America/New_York",
                        "source.hospital.authority.patient", "HOSP",
                        "backfill.adt.hospital.sql", "adt.sql",
                        "backfill.adt.hospital.key", "patient_id",
                        "backfill.adt.hospital.version", "version"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBackfillIsForecastBeforeItIsStartedAndIsThroughAfterwards() throws Exception {
        await().atMost(PATIENCE).until(() -> forecast().path("work").path(0).has("remaining"));
        JsonNode work = forecast().path("work").path(0);
        assertThat(work.path("state").asText()).isEqualTo("not-started");
        long rows = work.path("remaining").asLong();
        assertThat(rows).isGreaterThanOrEqualTo(PATIENTS);
        assertThat(work.path("counted").asBoolean()).isTrue();
        assertThat(forecast().path("whole").path("state").asText()).isEqualTo("unknown");
        assertThat(server.run("status").out()).contains("Backfill of adt: unknown: nothing was measured yet");

        JsonNode supposed = json("forecast", "--rate", "adt=0.001", "--json");
        Instant likely = Instant.parse(supposed.path("whole").path("likely").asText());
        assertThat(Duration.between(Instant.now(), likely).toSeconds()).isBetween(rows * 1000 - 60, rows * 1000 + 60);
        assertThat(supposed.path("whole").path("earliest").asText()).isLessThan(likely.toString());
        assertThat(supposed.path("compared").asText()).contains("without it: unknown");
        assertThat(server.run("forecast", "--rate", "0.001").out())
                .contains("All backfills: about")
                .contains("nine times in ten")
                .contains("if it were started now; at the rate supposed");

        assertThat(server.run("backfill", "start", "adt").code()).isZero();
        await().atMost(PATIENCE)
                .until(() -> adt().path("finishes").path("state").asText().equals("done"));
        assertThat(adt().path("finish").asText())
                .startsWith(adt().path("finishes").path("likely").asText().substring(0, 19));
        await().atMost(PATIENCE)
                .until(() -> forecast().path("whole").path("state").asText().equals("done"));
        assertThat(server.run("forecast").out()).contains("All backfills: through since");
    }

    @Test
    void whatIsNoRateAndNoWindowIsRefusedWithWhatWouldBeRight() throws Exception {
        CaravanServer.Ran rate = server.run("forecast", "--rate", "fast");
        CaravanServer.Ran window = server.run("forecast", "--extra-window", "Caturday 10:00-11:00");

        assertThat(rate.code()).isNotZero();
        assertThat(rate.err()).contains("\"fast\" is not a rate").contains("adt=200");
        assertThat(window.code()).isNotZero();
        assertThat(window.err()).contains("Sat 00:00-24:00");
        assertThat(json("forecast", "--extra-window", "Sat 00:00-24:00", "--json")
                        .path("compared")
                        .asText())
                .contains("there are no windows");
    }

    private JsonNode forecast() throws Exception {
        return json("forecast", "--json");
    }

    private JsonNode adt() throws Exception {
        return json("status", "--json").path("classes").path("adt");
    }

    private JsonNode json(String... command) throws Exception {
        CaravanServer.Ran ran = server.run(command);
        assertThat(ran.code()).as(ran.err()).isZero();
        return JSON.readTree(ran.out());
    }
}
