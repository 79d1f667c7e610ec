package io.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    private static final Path SHIPPED = Path.of("../config/application.properties");

    @TempDir
    Path config;

    private final Map<String, String> sets = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void theConfigurationThatShips() throws IOException {
        Files.copy(SHIPPED, config.resolve("application.properties"));
    }

    @Test
    void whatShipsIsCompleteAndHasTheDefaultsOfTheContract() {
        Settings settings = read();

        assertThat(Arrays.stream(DataClass.values()).map(each -> port(settings, each)))
                .containsExactly(2575, 2576, 2577, 2578);
        assertThat(settings.feeds().maxBytes()).isEqualTo(64 * 1024 * 1024);
        assertThat(settings.node().httpPort()).isEqualTo(8090);
        assertThat(settings.node().httpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.node().adminPassword()).isEmpty();
        assertThat(settings.database().url()).isEmpty();
        assertThat(settings.targets().kinds()).containsOnlyKeys(DataClass.values());
        assertThat(settings.targets().kinds().values()).containsOnly(Settings.TargetKind.POSTGRES);
        assertThat(settings.sources().declarations().all()).hasSize(4);
        SourceDeclaration adt = settings.sources().declarations().find("adt").orElseThrow();
        assertThat(adt.zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(adt.masterIdentifierType()).isEqualTo("MR");
        assertThat(adt.al1Mode()).isEqualTo(SourceDeclaration.ListMode.SNAPSHOT);
        assertThat(adt.iamMode()).isEqualTo(SourceDeclaration.ListMode.ACTION);
        assertThat(adt.demographicsAuthority()).isTrue();
        assertThat(adt.authorities().patient()).isEmpty();
        assertThat(settings.sources().declarations().find("labs").orElseThrow().demographicsAuthority())
                .isFalse();
    }

    @Test
    void everyKeyOfTheShippedFileIsKnownAndEveryFixedKeyStandsInIt() throws IOException {
        String text = Files.readString(SHIPPED, StandardCharsets.UTF_8);

        assertThat(ConfigKeys.ALL)
                .filteredOn(key -> !key.isFamily())
                .allSatisfy(key ->
                        assertThat(text).containsPattern("(?m)^#?" + key.name().replace(".", "\\.") + "="));
    }

    @Test
    void explicitValuesArriveWhereTheyBelong() throws IOException {
        Files.createDirectories(config.resolve("sql"));
        Files.writeString(config.resolve("sql/adt.sql"), "select 1");
        Files.createDirectories(config.resolve("codes"));
        Files.writeString(
                config.resolve("codes/units.csv"), "code,system,target,display\n\"mg, dl\",http://u,mg/dL,\n");
        Files.writeString(config.resolve("authorities.csv"), "namespace,uri\nHOSP,urn:oid:1.2.3\nLAB,urn:oid:9.9\n");
        sets.putAll(Map.of(
                "http.port", "0",
                "mllp.labs.port", "7001",
                "database.url", "jdbc:postgresql://db/caravan",
                "database.password", "hidden",
                "target.labs", "fhir",
                "target.fhir.url", "https://fhir.example/r4",
                "source.labs.authority.filler", "LAB",
                "authority.LAB", "urn:oid:1.2.4"));
        sets.putAll(Map.of(
                "legacy.his.url", "jdbc:h2:mem:his",
                "source.his.zone", "Europe/Berlin",
                "source.his.authority.patient", "HOSP",
                "backfill.adt.his.sql", "adt.sql",
                "backfill.adt.his.key", "patient_id, visit_number",
                "backfill.adt.his.version", "version"));

        Settings settings = read();

        assertThat(settings.node().httpPort()).isZero();
        assertThat(port(settings, DataClass.LABS)).isEqualTo(7001);
        assertThat(settings.database().url()).contains("jdbc:postgresql://db/caravan");
        assertThat(settings.targets().kinds()).containsEntry(DataClass.LABS, Settings.TargetKind.FHIR);
        assertThat(settings.sources().authorities().find("HOSP", "", "")).contains("urn:oid:1.2.3");
        assertThat(settings.sources().authorities().find("LAB", "", "")).contains("urn:oid:1.2.4");
        assertThat(settings.sources().codes().find("units", "mg, dl")).isPresent();
        assertThat(settings.sources().backfills()).singleElement().satisfies(backfill -> {
            assertThat(backfill.sql()).isEqualTo("select 1");
            assertThat(backfill.key()).isEqualTo(List.of("patient_id", "visit_number"));
            assertThat(backfill.version()).contains("version");
        });
        assertThat(settings.sources().declarations().find("his")).isPresent();
        assertThat(settings.toString()).doesNotContain("hidden");
        assertThat(settings.values().shown()).doesNotContainKey("database.password");
    }

    @Test
    void aSetBeatsTheEnvironmentAndTheEnvironmentBeatsTheFile() {
        environment.put("CARAVAN_HTTP_PORT", "9001");
        environment.put("CARAVAN_MLLP_ADT_PORT", "9002");
        environment.put("CARAVAN_SOURCE_ADT_MASTER_IDENTIFIER_TYPE", "PI");
        environment.put("CARAVAN_SOURCE_LABS_AUTHORITY_PATIENT", "HOSP");
        environment.put("CARAVAN_URL", "http://elsewhere");
        environment.put("CARAVAN_SOMETHING_ELSE", "is none of our business");
        sets.put("mllp.adt.port", "9003");

        Settings settings = read();

        assertThat(settings.node().httpPort()).isEqualTo(9001);
        assertThat(port(settings, DataClass.ADT)).isEqualTo(9003);
        assertThat(source(settings, DataClass.ADT).masterIdentifierType()).isEqualTo("PI");
        assertThat(source(settings, DataClass.LABS).authorities().patient()).isEqualTo("HOSP");
    }

    @Test
    void everyProblemIsListedAtOnceWithItsRemedy() {
        sets.putAll(Map.of(
                "http.prot", "8090",
                "mllp.adt.port", "70000",
                "source.adt.zone", "Mars/Olympus",
                "source.adt.zome", "UTC",
                "target.labs", "fhir",
                "backfill.adt.his.sql", "missing.sql"));

        InvalidConfiguration refused = catchThrowableOfType(InvalidConfiguration.class, this::read);

        assertThat(refused.problems())
                .extracting(ConfigProblem::key)
                .contains(
                        "http.prot",
                        "mllp.adt.port",
                        "source.adt.zone",
                        "source.adt.zome",
                        "target.fhir.url",
                        "legacy.his.url",
                        "backfill.adt.his.key",
                        "backfill.adt.his.sql");
        assertThat(refused)
                .hasMessageContaining("did you mean http.port?")
                .hasMessageContaining("did you mean source.adt.zone?")
                .hasMessageContaining("give a whole number from 0 to 65535");
    }

    @Test
    @DisplayName("§2.2 CA: the start is refused without the declaration, with all that are missing")
    void missingDeclarationsAreRefusedAllTogether() {
        sets.putAll(Map.of("source.adt.zone", "", "source.labs.processing-id", "", "source.orders.cancel-request", ""));

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("source.adt.zone: is not declared")
                .hasMessageContaining("source.labs.processing-id: is not declared")
                .hasMessageContaining("source.orders.cancel-request: is not declared");
    }

    @Test
    void aLegacyDatabaseMustDeclareItsZoneAndPatientAuthority() throws IOException {
        Files.writeString(config.resolve("adt.sql"), "select 1");
        sets.putAll(Map.of(
                "legacy.his.url", "jdbc:h2:mem:his", "backfill.adt.his.sql", "adt.sql", "backfill.adt.his.key", "id"));

        assertThatThrownBy(this::read)
                .hasMessageContaining("source.his.zone: is not declared")
                .hasMessageContaining("source.his.authority.patient: is not declared");
    }

    private static int port(Settings settings, DataClass dataClass) {
        return Optional.ofNullable(settings.feeds().byClass().get(dataClass))
                .flatMap(Settings.Feed::mllpPort)
                .orElseThrow();
    }

    private static SourceDeclaration source(Settings settings, DataClass dataClass) {
        return settings.sources().declarations().find(dataClass.label()).orElseThrow();
    }

    private Settings read() {
        return SettingsReader.read(new Folders(config, config.resolve("data"), config), environment, sets);
    }
}
