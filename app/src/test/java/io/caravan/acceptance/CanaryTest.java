package io.caravan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One patient goes through everything that can happen to a message or a row, and not one word of hers is in clear where
 * Caravan wrote: not in answers, lists, metrics, output and logs, and not in any byte of the data folder.
 */
class CanaryTest {
    private static final List<String> CLASSES = List.of("adt", "orders", "labs", "medications");
    private static final ByteSearch SEARCH = new ByteSearch(Canary.WORDS);

    /** Stored in clear on purpose; that it is found shows that the search can find. */
    private static final ByteSearch MARKER = new ByteSearch(List.of(Canary.HARMLESS + "DEAD-1"));

    @TempDir
    Path folder;

    private final List<String> answers = new ArrayList<>();

    @Test
    void noWordOfThePatientIsInClearWhereCaravanWrote() throws Exception {
        Path data = folder.resolve("data");
        CanaryLegacy legacy = new CanaryLegacy();
        Path config = CanaryLegacy.config(folder.resolve("config"));
        try (RefusingFhirServer fhir = new RefusingFhirServer()) {
            CaravanProcess caravan = CaravanProcess.start(config, data, settings(legacy, fhir));
            String dump;
            try (caravan) {
                live(caravan);
                deliver(caravan, fhir);
                listings(caravan)
                        .forEach((path, text) ->
                                assertThat(SEARCH.in(text)).as(path).isEmpty());
                dump = StoredData.dump(data);
            }
            assertThat(SEARCH.in(caravan.said())).as("output").isEmpty();
            assertThat(MARKER.in(dump)).as("a control id in the database").isNotEmpty();
            assertThat(SEARCH.in(dump)).as("the database").isEmpty();
        }
        assertThat(SEARCH.in(String.join("\n", answers)))
                .as("acknowledgements and reasons")
                .isEmpty();
        assertThat(MARKER.below(data)).as("a control id in the files").isNotEmpty();
        assertThat(data.resolve("logs")).isNotEmptyDirectory();
        assertThat(data.resolve("postgres/data/pg_wal")).isNotEmptyDirectory();
        assertThat(SEARCH.below(data)).as("the files").isEmpty();
    }

    private void live(CaravanProcess caravan) throws Exception {
        sendMessages(caravan);
        dropFiles();
        backfill(caravan);
        repair(caravan);
        askInVain(caravan);
        settle(caravan);
        assertThat(caravan.search("Patient", "identifier", "urn:oid:2.16.840.1.113883.19.5.1|" + Canary.MRN))
                .as("she did arrive")
                .isNotEmpty();
    }

    /** The target that refused so far takes what comes from now on. */
    private void deliver(CaravanProcess caravan, RefusingFhirServer fhir) throws Exception {
        assertThat(fhir.refusals()).isPositive();
        fhir.acceptFromNowOn();
        send(caravan, "labs", "AA", Canary.report("LATE", "12.9"));
        settle(caravan);
        for (String one : CLASSES) {
            assertThat(caravan.count(one, "applied")).as(one + " that arrived").isPositive();
        }
    }

    private String[] settings(CanaryLegacy legacy, RefusingFhirServer fhir) throws Exception {
        Files.createDirectories(drop());
        List<String> settings = new ArrayList<>(legacy.settings());
        settings.add("target.labs=fhir");
        settings.add("target.fhir.url=" + fhir.url());
        settings.add("file.adt.directory=" + drop());
        return settings.toArray(String[]::new);
    }

    private Path drop() {
        return folder.resolve("drop");
    }

    private void sendMessages(CaravanProcess caravan) throws Exception {
        String admission = Canary.admission("ADMISSION");
        send(caravan, "adt", "AA", admission, admission, Canary.admission("LATER"), Canary.merge());
        send(caravan, "orders", "AA", Canary.order());
        send(caravan, "labs", "AA", Canary.report("GOOD", "13.4"), Canary.report("BAD", Canary.FAMILY));
        send(caravan, "medications", "AA", Canary.prescription("GOOD", "5"), Canary.prescription("COMMA", "0,5"));
        send(caravan, "medications", "AA", Canary.prescription("NAME", Canary.FAMILY));
        send(caravan, "adt", "AA", Canary.withoutNumber("DEAD-1"), Canary.withoutNumber("DEAD-2"));
        send(caravan, "adt", "AA", Canary.nameForADate());
        send(caravan, "adt", "A", Canary.forTraining(), Canary.inAnUnknownCharset());
        send(caravan, "adt", "A", admission.replace("WARD", "HALL"));
        try (MllpConnection connection = new MllpConnection(caravan.mllpPort("adt"))) {
            answers.add(connection.send(Canary.undecodable()));
        }
        try (MllpConnection connection = new MllpConnection(caravan.mllpPort("adt"))) {
            answers.add(connection.send(Canary.garbage()));
        }
        try (MllpConnection connection = new MllpConnection(caravan.mllpPort("adt"))) {
            connection.write((Canary.garbage() + "\u000b" + Canary.garbage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void send(CaravanProcess caravan, String dataClass, String code, String... messages) throws Exception {
        for (String message : messages) {
            try (MllpConnection connection = new MllpConnection(caravan.mllpPort(dataClass))) {
                String answer = connection.send(message);
                answers.add(answer);
                assertThat(MllpConnection.code(answer)).startsWith(code);
            }
        }
    }

    /** The files stay in the hospital's own folder, where they are in clear by the hospital's will. */
    private void dropFiles() throws Exception {
        Path beside = Files.createDirectories(folder.resolve("beside"));
        for (String[] file : new String[][] {
            {"good.hl7", Canary.admission("FILE")},
            {"cut.hl7", Canary.batchCutShort()}
        }) {
            Path written = Files.writeString(beside.resolve(file[0]), file[1]);
            Files.move(written, drop().resolve(file[0]), StandardCopyOption.ATOMIC_MOVE);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            try (Stream<Path> files = Files.list(drop())) {
                return files.noneMatch(Files::isRegularFile);
            }
        });
        assertThat(drop().resolve("done")).isNotEmptyDirectory();
        try (Stream<Path> failed = Files.walk(drop().resolve("failed"))) {
            List<Path> reasons = failed.filter(file -> file.toString().endsWith(".reason.txt"))
                    .toList();
            assertThat(reasons).hasSize(1);
            answers.add(Files.readString(reasons.get(0)));
        }
    }

    private static void backfill(CaravanProcess caravan) throws Exception {
        assertThat(caravan.send("POST", "/api/backfill/start", "{}").statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            JsonNode all = caravan.get("/api/backfill");
            return all.path("adt").path("state").asText().equals("done")
                    && all.path("medications").path("state").asText().equals("done")
                    && Set.of("failed", "waiting")
                            .contains(all.path("orders").path("state").asText());
        });
    }

    /** One letter is replayed as it is and fails again, one is repaired; a row is repaired too. */
    private static void repair(CaravanProcess caravan) throws Exception {
        String again = letter(caravan, "controlId", Canary.HARMLESS + "DEAD-1");
        String repaired = letter(caravan, "controlId", Canary.HARMLESS + "DEAD-2");
        String row = letter(caravan, "source", "hospital");
        assertThat(caravan.send("GET", again + "/message", "").body()).contains(Canary.FAMILY);
        assertThat(caravan.send("GET", row + "/message", "").body()).contains(Canary.FAMILY);
        post(caravan, again + "/replay", "{\"reason\":\"once more\"}");
        post(
                caravan,
                repaired + "/edit",
                "{\"set\":{\"PID-3.1\":\"" + Canary.MRN + "\"},\"reason\":\"looked up in the register\"}");
        post(caravan, repaired + "/replay", "{\"reason\":\"repaired\"}");
        post(caravan, row + "/edit", "{\"set\":{\"dose\":\"0.5\"},\"reason\":\"from the paper chart\"}");
        post(caravan, row + "/replay", "{\"reason\":\"repaired\"}");
        for (String letter : List.of(repaired, row)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> caravan.get(letter).path("state").asText().equals("replayed"));
        }
    }

    private static String letter(CaravanProcess caravan, String field, String value) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            for (JsonNode letter : caravan.get("/api/deadletters?limit=1000")) {
                                if (letter.path(field).asText().equals(value)) {
                                    return "/api/deadletters/"
                                            + letter.path("id").asText();
                                }
                            }
                            return "";
                        },
                        path -> !path.isEmpty());
    }

    private static void post(CaravanProcess caravan, String path, String body) throws Exception {
        assertThat(caravan.send("POST", path, body).statusCode()).as(path).isEqualTo(200);
    }

    /** Requests that are refused, with her words in them. */
    private static void askInVain(CaravanProcess caravan) throws Exception {
        String family = URLEncoder.encode(Canary.FAMILY, StandardCharsets.UTF_8);
        for (String path : List.of(
                "/fhir/Patient?family=" + family,
                "/fhir/Patient/" + family,
                "/fhir/" + family,
                "/api/deadletters/" + family,
                "/api/deadletters?state=" + family)) {
            assertThat(caravan.send("GET", path, "").statusCode()).as(path).isBetween(400, 499);
        }
        caravan.send("POST", "/api/backfill/start", "{" + Canary.FAMILY);
    }

    private static void settle(CaravanProcess caravan) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            for (String one : CLASSES) {
                assertThat(caravan.count(one, "inFlight")).as(one).isZero();
                assertThat(caravan.count(one, "residual")).as(one).isZero();
            }
        });
    }

    private static TreeMap<String, String> listings(CaravanProcess caravan) throws Exception {
        TreeMap<String, String> listings = new TreeMap<>();
        List<String> paths = new ArrayList<>(List.of(
                "/metrics",
                "/health/ready",
                "/api/status",
                "/api/backfill",
                "/api/digest",
                "/api/users",
                "/api/deadletters?limit=1000",
                "/api/findings?limit=1000",
                "/api/audit?limit=1000"));
        for (JsonNode letter : caravan.get("/api/deadletters?limit=1000")) {
            paths.add("/api/deadletters/" + letter.path("id").asText());
        }
        for (String path : paths) {
            listings.put(path, caravan.send("GET", path, "").body());
        }
        assertThat(caravan.get("/api/deadletters?limit=1000").findValuesAsText("code"))
                .as("ways to fail")
                .contains("no-msh", "undecodable", "unknown-charset", "duplicate-control-id", "invalid-date")
                .contains("missing-patient-id", "dose-not-a-plain-decimal", "target-400");
        assertThat(listings.get("/api/audit?limit=1000")).contains("read-deadletter", "edit", "replay");
        return listings;
    }
}
