package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    Path data;

    @Test
    void whatShipsIsWell() {
        CaravanServer.Ran ran = CaravanServer.run(Map.of(), "check", "--data", data.toString());

        assertThat(ran.out()).isEqualTo("All is well.\n");
        assertThat(ran.code()).isZero();
        assertThat(data.resolve("keys")).doesNotExist();
    }

    @Test
    void everythingThatWouldFailLaterIsListed() throws Exception {
        CaravanServer.Ran ran = CaravanServer.run(
                Map.of("CARAVAN_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none"),
                "check",
                "--json",
                "--data",
                data.toString(),
                "--set",
                "legacy.his.url=jdbc:h2:mem:empty",
                "--set",
                "source.his.zone=UTC",
                "--set",
                "source.his.authority.patient=HOSP",
                "--set",
                "backfill.adt.his.sql=adt.sql",
                "--set",
                "backfill.adt.his.key=patient_id",
                "--set",
                "target.labs=fhir",
                "--set",
                "target.fhir.url=http://127.0.0.1:1/fhir");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(new ObjectMapper().readTree(ran.out()))
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem.asText()).startsWith("database.url"))
                .anySatisfy(problem -> assertThat(problem.asText()).contains("adt.sql"))
                .anySatisfy(problem -> assertThat(problem.asText()).startsWith("target.labs"));
    }

    @Test
    void missingDeclarationsRefuseTheStartWithTheWholeList() {
        CaravanServer.Ran ran = CaravanServer.run(
                Map.of(),
                "run",
                "--data",
                data.toString(),
                "--set",
                "source.adt.zone=",
                "--set",
                "source.labs.error-policy=");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("source.adt.zone").contains("source.labs.error-policy");
        assertThat(data).isEmptyDirectory();
    }
}
