package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.config.Folders;
import io.caravan.message.DataClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/how-to/edit-a-route.md says, with the lines that stand there, and sends messages through. */
class SiteFixUpTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path site;

    @Test
    void aSiteRepairsItsMessagesAndExtendsAMapWithoutJava() throws Exception {
        copy("config");
        copy("routes");
        List<String> blocks = blocks();
        putSteps(blocks.get(0));
        append("config/codes/route.csv", blocks.get(1));
        append("config/codes/route.spec.csv", blocks.get(2));
        Folders folders = new Folders(site.resolve("config"), site.resolve("data"), site.resolve("routes"));

        CaravanServer.Ran check = CaravanServer.run(
                Map.of(),
                "check",
                "--config",
                site.resolve("config").toString(),
                "--routes",
                site.resolve("routes").toString(),
                "--data",
                site.resolve("data").toString());
        assertThat(check.out() + check.err()).isEqualTo("All is well.\n");
        try (CaravanServer server = new CaravanServer(folders, Map.of())) {
            assertThat(server.send(DataClass.ADT, admission("A1", "I", "W"))).contains("MSA|AA|A1");
            assertThat(server.send(DataClass.ADT, admission("A2", "T", "M"))).contains("MSA|AA|A2");
            assertThat(server.send(DataClass.MEDICATIONS, prescription("MUND"))).contains("MSA|AA|M1");
            assertThat(server.send(DataClass.MEDICATIONS, prescription("NASE").replace("M1", "M2")))
                    .contains("MSA|AA|M2");

            settled(server, "adt", 2);
            settled(server, "medications", 2);
            JsonNode patient = first(server, "Patient");
            assertThat(patient.path("gender").asText()).isEqualTo("female");
            assertThat(patient.findValuesAsText("value")).contains("4711").doesNotContain("999-99-9999");
            assertThat(patient.path("contact").isMissingNode()).isTrue();
            assertThat(first(server, "Encounter").findValuesAsText("value")).contains("V50");
            JsonNode adt = status(server, "adt");
            assertThat(adt.path("excluded").asLong()).isOne();
            assertThat(server.get("/fhir/MedicationRequest").body())
                    .contains("v3-RouteOfAdministration\",\"code\":\"PO\"")
                    .contains("NASE");
            CaravanServer.Ran findings =
                    server.run("finding", "list", "--code", "unmapped-code", "--since", "1h", "--summary");
            assertThat(findings.out()).contains("medications").contains("RXR-1").doesNotContain("MUND");
        }
    }

    private void copy(String folder) throws IOException {
        Path from = ROOT.resolve(folder);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !path.toString().contains("target"))
                    .filter(path -> !path.toString().contains("src"))
                    .toList()) {
                Path to = site.resolve(folder).resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    /** What stands between fences in the page, in its order. */
    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        String[] parts =
                Files.readString(ROOT.resolve("docs/how-to/edit-a-route.md")).split("```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            blocks.add(parts[i].substring(parts[i].indexOf('\n') + 1));
        }
        return blocks;
    }

    private void putSteps(String steps) throws IOException {
        Path file = site.resolve("routes/adt.camel.yaml");
        String begin = "      uri: journal:adt\n      steps:\n";
        String shipped = Files.readString(file);
        assertThat(shipped).containsOnlyOnce(begin);
        Files.writeString(file, shipped.replace(begin, begin + steps.indent(8)));
    }

    private void append(String file, String line) throws IOException {
        Files.writeString(site.resolve(file), line, StandardOpenOption.APPEND);
    }

    private static String admission(String controlId, String patientClass, String sex) {
        return """
                MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260301120000-0500||ADT^A01^ADT_A01|%s|P|2.5.1
                EVN|A01|20260301120000-0500
                PID|1||4711^^^HOSP^MR||Fixup^Ann||19800101|%s|||||||||||999-99-9999
                NK1|1|Fixup^Bob|SPO
                PV1|1|%s|WARD^101^A%sV50^^^HOSP^VN
                """.formatted(controlId, sex, patientClass, "|".repeat(47));
    }

    private static String prescription(String route) {
        return """
                MSH|^~\\&|PHARM|HOSP|CARAVAN|NEW|20260301130000-0500||RDE^O11^RDE_O11|M1|P|2.5.1
                PID|1||4711^^^HOSP^MR||Fixup^Ann||19800101|F
                ORC|NW|O-%s^HOSP|R-%s^PHARM||||||20260301120000-0500
                RXE||197361^Amlodipine^RXNORM|5||mg|||||||||R-%s
                RXR|%s
                """.formatted(route, route, route, route);
    }

    private static JsonNode status(CaravanServer server, String label) throws Exception {
        return JSON.readTree(server.run("status", "--json").out())
                .path("classes")
                .path(label);
    }

    private static void settled(CaravanServer server, String label, long read) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode counts = status(server, label);
            assertThat(counts.path("read").asLong()).isEqualTo(read);
            assertThat(counts.path("inFlight").asLong()).isZero();
            assertThat(counts.path("deadLettered").asLong()).isZero();
        });
    }

    private static JsonNode first(CaravanServer server, String type) throws Exception {
        return JSON.readTree(server.get("/fhir/" + type).body())
                .path("entry")
                .path(0)
                .path("resource");
    }
}
