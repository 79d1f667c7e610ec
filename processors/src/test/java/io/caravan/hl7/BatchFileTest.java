package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchFileTest {
    private static final int LIMIT = 1_000;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> messages(String file) {
        return BatchFile.split(bytes(file)).stream()
                .map(message -> new String(message, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static Optional<String> problem(String file) throws IOException {
        return BatchFile.check(new ByteArrayInputStream(bytes(file)), LIMIT);
    }

    @Test
    void aBatchGivesItsMessagesWithoutTheEnvelope() throws IOException {
        String file = "FHS|^~\\&\rBHS|^~\\&\rMSH|1\rPID|1\rMSH|2\rPID|2\rBTS|2\rFTS|1\r";

        assertThat(messages(file)).containsExactly("MSH|1\rPID|1\r", "MSH|2\rPID|2\r");
        assertThat(problem(file)).isEmpty();
    }

    @Test
    @DisplayName("§7.5 batch: several messages without an envelope are taken one by one")
    void messagesMayFollowEachOtherWithoutAnEnvelope() {
        assertThat(messages("MSH|1\r\nPID|1\r\n\r\nMSH|2\r\nPID|2"))
                .containsExactly("MSH|1\r\nPID|1\r\n\r\n", "MSH|2\r\nPID|2");
    }

    @Test
    void framesOfMllpAreTakenOff() {
        assertThat(messages("\u000BMSH|1\rPID|1\r\u001C\r\u000BMSH|2\rPID|a\u000Bb\r\u001C\r"))
                .containsExactly("MSH|1\rPID|1\r", "MSH|2\rPID|a\u000Bb\r");
    }

    @Test
    void aByteOrderMarkHoldsForEveryMessageOfTheFile() {
        String mark = "\u00EF\u00BB\u00BF";

        assertThat(messages(mark + "MSH|1\rMSH|2\r")).containsExactly(mark + "MSH|1\r", mark + "MSH|2\r");
    }

    @Test
    void textOfNoMessageIsNotLost() {
        assertThat(messages("what is this\rMSH|1\r")).containsExactly("what is this\r", "MSH|1\r");
        assertThat(messages("FHS|\rBHS|\rMSH|1\rBTS|1\rlost\rFTS|1\r")).containsExactly("MSH|1\r", "lost\r");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' no-message",
                "/// no-message",
                "FHS|/BHS|/BTS|0/FTS|1/ no-message",
                "BHS|/MSH|1/BTS|2/ batch-count",
                "BHS|/MSH|1/BTS|one/ batch-count",
                "BHS|/MSH|1/ batch-without-end",
                "BHS|/MSH|1/BHS|/MSH|2/BTS|1/ batch-without-end",
                "FHS|/BHS|/MSH|1/BTS|1/ file-without-end",
                "FHS|/BHS|/MSH|1/BTS|1/FTS|2/ file-count",
            })
    void aBatchThatIsNotWholeHasAProblem(String file, String problem) throws IOException {
        assertThat(problem(file.replace('/', '\r'))).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({"BHS|/MSH|1/BTS|/", "BHS|/MSH|1/BTS/", "MSH|1/MSH|2/BTS|2/", "FHS|/MSH|1/FTS|1/", "MSH|1", "junk"})
    void whatIsNotSaidIsNotWrong(String file) throws IOException {
        assertThat(problem(file.replace('/', '\r'))).isEmpty();
    }

    @Test
    void aMessageBeyondTheLimitIsAProblemAndNeverInMemory() throws IOException {
        String line = "OBX|" + "x".repeat(400) + "\r";

        assertThat(problem("MSH|1\r" + line + line)).isEmpty();
        assertThat(problem("MSH|1\r" + line + line + line)).contains("message-too-long");
        assertThat(problem("MSH|1\rOBX|" + "x".repeat(200_000) + "\rMSH|2\r")).contains("message-too-long");
    }

    @Test
    void aFileMayComeInAnyPortions() throws IOException {
        byte[] file = bytes("FHS|\r\nBHS|\r\n" + "MSH|1\r\nPID|1\r\n".repeat(20_000) + "BTS|20000\r\nFTS|1\r\n");
        InputStream trickle = new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 7));
            }
        };
        BatchFile batch = new BatchFile(trickle, LIMIT);

        List<String> distinct = new ArrayList<>();
        for (Optional<byte[]> next = batch.next(); next.isPresent(); next = batch.next()) {
            String message = new String(next.get(), StandardCharsets.ISO_8859_1);
            if (!distinct.contains(message)) {
                distinct.add(message);
            }
        }

        assertThat(distinct).containsExactly("MSH|1\r\nPID|1\r\n");
        assertThat(batch.count()).isEqualTo(20_000);
        assertThat(batch.problem()).isEmpty();
    }

    @Property
    void splittingEqualsTheNaiveWay(@ForAll("lines") List<String> lines) {
        List<String> naive = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            boolean envelope = line.matches("[FB][HT]S\\|.*");
            if (envelope) {
                inside = false;
            } else if (line.startsWith("MSH|") || !inside && !line.isBlank()) {
                naive.add(line + "\r");
                inside = true;
            } else if (inside) {
                naive.set(naive.size() - 1, naive.get(naive.size() - 1) + line + "\r");
            }
        }

        assertThat(messages(String.join("\r", lines) + "\r")).isEqualTo(naive);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of(
                        "MSH|^~\\&|x", "PID|1", "", "free text", "BHS|", "BTS|1", "FHS|a", "FTS|1", "OBX|1", "MSHx")
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 300)
    void randomBytesNeverMakeItFail(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int max)
            throws IOException {
        BatchFile.check(new ByteArrayInputStream(bytes), max);

        int kept = BatchFile.split(bytes).stream()
                .mapToInt(message -> message.length)
                .sum();
        assertThat(kept).isLessThanOrEqualTo(bytes.length * 4 + 3);
    }
}
