package io.caravan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.hl7.BatchFile;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message that others have published gets an acknowledgement that fits the rules, and ends somewhere. */
class CorpusOverMllpTest {
    private static final Map<String, String> LISTENERS = Map.ofEntries(
            Map.entry("ADT", "adt"),
            Map.entry("ORM", "orders"),
            Map.entry("OML", "orders"),
            Map.entry("OMG", "orders"),
            Map.entry("OMI", "orders"),
            Map.entry("ORU", "labs"),
            Map.entry("OUL", "labs"),
            Map.entry("RDE", "medications"),
            Map.entry("OMP", "medications"),
            Map.entry("RAS", "medications"),
            Map.entry("RDS", "medications"),
            Map.entry("RGV", "medications"));
    private static final List<String> CLASSES = List.of("adt", "orders", "labs", "medications");

    /** Always answered: what comes before its answer is the answer to the message before it, or there was none. */
    private static final byte[] PROBE =
            "MSH|^~\\&|A|B|C|D|20260301||ZZZ^Z01|the-probe|P|2.5.1\r".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void everyMessageIsAcknowledgedAndEndsInTheTargetOrAsADeadLetter() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Repository.corpora().resolve("hl7"))) {
            files = all.filter(file -> file.toString().endsWith(".hl7"))
                    .sorted()
                    .toList();
        }
        Map<String, Integer> answers = new TreeMap<>();
        Map<String, Integer> letters = new TreeMap<>();
        List<String> unfitting = new ArrayList<>();
        try (CaravanProcess caravan = CaravanProcess.start(declared(files), folder.resolve("data"), openSettings())) {
            for (Path file : files) {
                for (byte[] message : messages(file)) {
                    String type = field(message, 9);
                    String listener = LISTENERS.getOrDefault(type.split("\\^", -1)[0], "adt");
                    String code = answer(caravan, listener, message);
                    answers.merge(code, 1, Integer::sum);
                    if (!fits(type, field(message, 15), field(message, 16), code)) {
                        unfitting.add(file.getFileName() + " " + type + " answered " + code);
                    }
                }
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> inFlight(caravan) == 0);
            for (String one : CLASSES) {
                JsonNode status = caravan.status(one);
                System.out.println(one + " " + status);
                assertThat(status.path("residual").asLong(-1)).isZero();
            }
            for (JsonNode letter : caravan.get("/api/deadletters?limit=1000")) {
                assertThat(letter.path("code").asText()).isNotEmpty();
                letters.merge(
                        letter.path("class").asText() + " "
                                + letter.path("code").asText(),
                        1,
                        Integer::sum);
            }
        }
        System.out.println("answers " + answers + ", dead letters " + letters);
        assertThat(unfitting).isEmpty();
    }

    /** They hold a result that is no matter of this listener, and after it, in one of them, a merge that asks for no answer. */
    @Test
    void theByteStreamsOfOthersAreAnsweredAndTheListenerLives() throws Exception {
        Path streams = Repository.corpora().resolve("mllp");
        try (CaravanProcess caravan = CaravanProcess.start(folder.resolve("data"), openSettings())) {
            for (String name : List.of("good.bin", "no-final-CR.bin", "no-start.bin", "two-in-one-write.bin")) {
                try (MllpConnection connection = new MllpConnection(caravan.mllpPort("adt"))) {
                    connection.write(Files.readAllBytes(streams.resolve(name)));
                    if (!name.equals("no-start.bin")) {
                        assertThat(MllpConnection.code(connection.receive()))
                                .as(name)
                                .isIn("AA", "AR");
                    }
                }
            }
            try (MllpConnection connection = new MllpConnection(caravan.mllpPort("adt"))) {
                String answer =
                        connection.send("MSH|^~\\&|A|B|C|D|20260301||ADT^A08^ADT_A01|alive|P|2.5.1\rEVN|A08|20260301\r"
                                + "PID|1||77^^^X&1.2.3.4&ISO^MR\rPV1|1|N\r");
                assertThat(MllpConnection.code(answer)).isEqualTo("AA");
            }
        }
    }

    private static String[] openSettings() {
        List<String> settings = new ArrayList<>();
        for (String one : CLASSES) {
            settings.add("source." + one + ".authority.patient=urn:oid:2.999.1");
            settings.add("source." + one + ".charset=UTF-8");
            settings.add("source." + one + ".processing-id=P,T,D,none");
        }
        return settings.toArray(String[]::new);
    }

    /** The shipped configuration with every namespace declared that the messages' patient numbers have. */
    private Path declared(List<Path> files) throws IOException {
        Path config = folder.resolve("config");
        Path shipped = Repository.root().resolve("config");
        try (Stream<Path> all = Files.walk(shipped)) {
            for (Path file : all.toList()) {
                Files.copy(file, config.resolve(shipped.relativize(file).toString()));
            }
        }
        Set<String> namespaces = new TreeSet<>();
        for (Path file : files) {
            Hl7Message message = Hl7Message.read(Files.readString(file, StandardCharsets.ISO_8859_1));
            for (Segment pid : message.all("PID")) {
                pid.repetitions(3).forEach(number -> namespaces.add(number.text(4, 1)));
            }
        }
        namespaces.removeIf(namespace -> !namespace.matches("[A-Za-z0-9_. -]+")
                || namespace.equals("HOSP")
                || namespace.equals("LAB")
                || namespace.equals("PHARM"));
        List<String> lines = new ArrayList<>();
        for (String namespace : namespaces) {
            lines.add(namespace + ",urn:oid:2.999.2." + (lines.size() + 1));
        }
        Files.write(config.resolve("authorities.csv"), lines, StandardOpenOption.APPEND);
        return config;
    }

    private static List<byte[]> messages(Path file) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        BatchFile.split(Files.readAllBytes(file)).forEach(messages::add);
        return messages;
    }

    private static String answer(CaravanProcess caravan, String listener, byte[] message) throws IOException {
        try (MllpConnection connection = new MllpConnection(caravan.mllpPort(listener))) {
            connection.frame(message);
            connection.frame(PROBE);
            String answer = connection.receive();
            return answer.contains("|the-probe") ? "silence" : MllpConnection.code(answer);
        }
    }

    /** clinical-policies, "Acknowledgement": from what the message says of itself. */
    private static boolean fits(String type, String accept, String application, String code) {
        String known = LISTENERS.getOrDefault(type.split("\\^", -1)[0], "");
        boolean enhanced = !accept.isEmpty() || !application.isEmpty();
        boolean maySilence = type.startsWith("ACK") || enhanced && !accept.equals("AL") && !application.equals("AL");
        if (code.equals("silence")) {
            return maySilence;
        }
        Set<String> yes = enhanced ? Set.of("CA", "AA") : Set.of("AA");
        Set<String> no = enhanced ? Set.of("CR", "CE", "AR") : Set.of("AR");
        if (known.isEmpty()) {
            return no.contains(code);
        }
        return yes.contains(code) || no.contains(code) && type.indexOf('^') < 0;
    }

    private static String field(byte[] message, int number) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int msh = text.indexOf("MSH");
        if (msh < 0 || text.length() < msh + 4) {
            return "";
        }
        String line = text.substring(msh).split("[\r\n]", 2)[0];
        String[] fields = line.split(java.util.regex.Pattern.quote(String.valueOf(line.charAt(3))), -1);
        return number - 1 < fields.length ? fields[number - 1] : "";
    }

    private static long inFlight(CaravanProcess caravan) throws IOException, InterruptedException {
        long sum = 0;
        for (String one : CLASSES) {
            sum += caravan.count(one, "inFlight");
        }
        return sum;
    }
}
