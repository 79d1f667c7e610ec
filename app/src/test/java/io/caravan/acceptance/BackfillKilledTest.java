package io.caravan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of a backfill: it goes on by itself, and ends as if nothing had happened. */
class BackfillKilledTest {
    private static final int PATIENTS = 200;
    private static final long ROWS = PATIENTS * 15L;

    @TempDir
    Path folder;

    @Test
    void aKilledBackfillGoesOnAndEndsAsAnUndisturbedOne() throws Exception {
        String[] settings = settings(filled());
        Map<String, String> undisturbed;
        try (CaravanProcess caravan = CaravanProcess.start(folder.resolve("undisturbed"), settings)) {
            start(caravan);
            undisturbed = done(caravan);
        }

        Path data = folder.resolve("killed");
        CaravanProcess killed = CaravanProcess.start(data, settings);
        start(killed);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> labs(killed).path("rows").asLong() >= ROWS / 3);
        killed.kill();
        Instant restarted = Instant.now();
        try (CaravanProcess caravan = CaravanProcess.start(data, settings)) {
            Map<String, String> end = done(caravan);

            assertThat(end).isEqualTo(undisturbed).containsEntry("read", Long.toString(ROWS));
            assertThat(Instant.parse(labs(caravan).path("finishedAt").asText()))
                    .as("the kill came before the end")
                    .isAfter(restarted);
        }
    }

    private static PostgresServer.TestDatabase filled() throws Exception {
        PostgresServer.TestDatabase legacy = PostgresServer.shared().create();
        try (Connection connection = legacy.connect()) {
            new LegacyDatabase(Hospital.of(13, PATIENTS)).fill(connection);
        }
        return legacy;
    }

    /** Small pages, one after another, so that there is a middle to be killed in. */
    private static String[] settings(PostgresServer.TestDatabase legacy) {
        return new String[] {
            "legacy.hospital.url=" + legacy.url(),
            "legacy.hospital.user=" + legacy.user(),
            "legacy.hospital.password=" + legacy.password(),
            "source.hospital.zone=America/New_York",
            "source.hospital.authority.patient=HOSP",
            "source.hospital.authority.placer=HOSP",
            "source.hospital.authority.filler=LAB",
            "backfill.labs.hospital.sql=labs.sql",
            "backfill.labs.hospital.key=result_id",
            "backfill.labs.hospital.version=version",
            "backfill.labs.hospital.page=25",
            "backfill.workers=1"
        };
    }

    private static void start(CaravanProcess caravan) throws Exception {
        assertThat(caravan.send("POST", "/api/backfill/start", "{\"classes\":[\"labs\"]}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static JsonNode labs(CaravanProcess caravan) throws Exception {
        return caravan.get("/api/backfill").path("labs");
    }

    private static Map<String, String> done(CaravanProcess caravan) throws Exception {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> labs(caravan).path("state").asText().equals("failed"))
                .until(() -> labs(caravan).path("state").asText().equals("done"));
        JsonNode status = caravan.status("labs");
        assertThat(status.path("residual").asLong(-1)).isZero();
        Map<String, String> end = new TreeMap<>();
        for (String name : new String[] {"read", "excluded", "deadLettered"}) {
            end.put(name, status.path(name).asText());
        }
        end.put("rows", labs(caravan).path("rows").asText());
        end.put("digest", caravan.get("/api/digest").toString());
        return end;
    }
}
