package io.caravan.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.cli.ApiClient;
import io.caravan.cli.CaravanCommand;
import io.caravan.cli.CommandContext;
import io.caravan.cli.CommandContribution;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.Person;
import io.caravan.hospital.Person.Dirt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One demo, looked at while it is up; its hospital has at least one person for each kind of dirt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTest {
    private static final int PATIENTS = 90;
    private static final long SEED = 10;
    private static final Path HOME = Path.of("..");

    private Path folder;
    private Demo demo;
    private Outcome outcome;
    private ApiClient client;
    private Hospital hospital;

    @BeforeAll
    void migrate(@TempDir Path temporary) {
        folder = temporary;
        DemoSettings settings = new DemoSettings(HOME, folder.resolve("kept"), PATIENTS, SEED);
        Narrator silent = new Narrator(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), Clock.systemUTC());
        hospital = settings.hospital();
        demo = Demo.start(settings, silent, Clock.systemUTC());
        outcome = demo.migrate(silent, new StopSignal());
        client = demo.access().client();
    }

    @AfterAll
    void stop() {
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void everyRowAndEveryMessageIsAccountedForOnce() {
        assertThat(with(Dirt.RESENT)).isNotEmpty();
        assertThat(outcome.problems()).isEmpty();
    }

    @Test
    void deadLettersAreThereForTheDirtAndForNothingElse() {
        int doses = with(Dirt.COMMA_DOSE).stream()
                .mapToInt(person -> person.prescriptions().size())
                .sum();
        Map<String, Integer> letters = new TreeMap<>();
        for (JsonNode letter : client.get("/api/deadletters?limit=1000")) {
            String kind =
                    letter.path("code").asText() + " at " + letter.path("place").asText();
            letters.merge(kind, 1, Integer::sum);
        }

        assertThat(letters)
                .isEqualTo(Map.of(
                        "missing-patient-id at map PID-3",
                        with(Dirt.NO_NUMBER).size(),
                        "dose-not-a-plain-decimal at map RXE-3",
                        doses,
                        "dose-not-a-plain-decimal at row dose",
                        doses));
    }

    @Test
    void anUnknownResultCodeIsAFindingAndNoDeadLetter() {
        assertThat(with(Dirt.UNKNOWN_CODE)).isNotEmpty();
        assertThat(client.get("/api/findings?class=labs&limit=1000"))
                .extracting(finding -> finding.path("code").asText())
                .contains("unmapped-code");
    }

    @Test
    void neitherTheOldRowNorALateMessageTakesBackANewerTelephoneNumber() {
        List<Person> late = with(Dirt.LATE);
        assertThat(late).isNotEmpty();

        for (Person person :
                Stream.concat(late.stream(), hospital.people().limit(10)).toList()) {
            assertThat(only(find("Patient", person.mrn())).path("telecom"))
                    .extracting(telecom -> telecom.path("value").asText())
                    .containsExactly(person.newPhone());
        }
    }

    @Test
    void aPersonWhoWasRegisteredTwiceIsOnePatientInTheEnd() {
        List<Person> twice = with(Dirt.REGISTERED_TWICE);
        assertThat(twice).isNotEmpty();

        for (Person person : twice) {
            List<JsonNode> patients = find("Patient", person.otherMrn());
            assertThat(patients).anySatisfy(patient -> {
                assertThat(patient.path("active").asBoolean(true)).isFalse();
                assertThat(patient.path("link").path(0).path("type").asText()).isEqualTo("replaced-by");
            });
            assertThat(only(find("Patient", person.mrn())).path("active").asBoolean(true))
                    .isTrue();
        }
    }

    @Test
    void resultsThatCameAsABatchFileAreInTheTarget() {
        assertThat(find("DiagnosticReport", "G0000000000")).hasSize(1);
    }

    @Test
    void anotherDemoOfTheSameSeedEndsWithTheSameDigestAndPrintsItsStatusLast() throws IOException {
        String digest = client.get("/api/digest").path("digest").asText();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream terminal = new PrintStream(out, true, StandardCharsets.UTF_8);
        CommandContext context = new CommandContext(HOME, Map.of(), terminal, terminal);

        int code = new CaravanCommand(context)
                .execute(
                        List.of(),
                        ServiceLoader.load(CommandContribution.class),
                        "demo",
                        "--exit",
                        "--json",
                        "--patients=" + PATIENTS,
                        "--seed=" + SEED,
                        "--data=" + folder.resolve("passing"));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        JsonNode status = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(code).isZero();
        assertThat(status.path("classes").properties())
                .extracting(entry ->
                        entry.getKey() + " " + entry.getValue().path("residual").asLong(-1))
                .containsExactly("adt 0", "orders 0", "labs 0", "medications 0");
        assertThat(status.path("classes").path("labs").path("read").asLong())
                .isEqualTo(outcome.status()
                        .path("classes")
                        .path("labs")
                        .path("read")
                        .asLong());
        assertThat(lines).anySatisfy(line -> assertThat(line).contains(digest));
    }

    private List<Person> with(Dirt dirt) {
        return hospital.people()
                .filter(person -> person.dirt().equals(Optional.of(dirt)))
                .toList();
    }

    private List<JsonNode> find(String type, String number) {
        JsonNode bundle = client.get("/fhir/" + type + "?identifier="
                + URLEncoder.encode(DemoConfig.AUTHORITY + "|" + number, StandardCharsets.UTF_8));
        return bundle.path("entry")
                .valueStream()
                .map(entry -> entry.path("resource"))
                .collect(Collectors.toList());
    }

    private static JsonNode only(List<JsonNode> resources) {
        assertThat(resources).hasSize(1);
        return resources.get(0);
    }
}
