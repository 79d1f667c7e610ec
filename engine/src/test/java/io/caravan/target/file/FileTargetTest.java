package io.caravan.target.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.crypto.Sealer;
import io.caravan.crypto.TestCrypto;
import io.caravan.target.Resources;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTargetTest {
    private static final InstantSource CLOCK = Clock.fixed(Instant.parse("2026-07-01T12:00:00.120Z"), ZoneOffset.UTC);

    @TempDir
    Path parent;

    @Test
    void aBatchIsOneFileOfSealedLinesNamedByTimeAndNumber() throws IOException {
        FileTarget target = new FileTarget(parent.resolve("adt"), new TestCrypto(), CLOCK);
        Delivery ann = Resources.patient("1", 3, "Ångström");
        Delivery bob = Resources.patient("2", 1, "Bob");

        List<WriteResult> results = target.write(List.of(ann, bob));
        target.write(List.of(ann));

        assertThat(results).containsExactly(new WriteResult.Written(), new WriteResult.Written());
        assertThat(names()).containsExactly("20260701T120000120Z-000001.ndjson", "20260701T120000120Z-000002.ndjson");
        List<String> lines = Files.readAllLines(parent.resolve("adt").resolve("20260701T120000120Z-000001.ndjson"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).doesNotContain("ngstr");
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.get("type").asText()).isEqualTo("Patient");
        assertThat(line.get("version").asInt()).isEqualTo(3);
        byte[] clear = new TestCrypto()
                .open(
                        line.get("sealed").binaryValue(),
                        new Sealer.Place("fhir-r4/1", "Patient", ann.id().toString(), 3));
        assertThat(new String(clear, StandardCharsets.UTF_8)).isEqualTo(ann.json());
    }

    @Test
    void aWriteThatBreaksInTheMiddleLeavesNoFileToBeSeen() throws IOException {
        Sealer breaks = new Sealer() {
            private int calls;

            @Override
            public byte[] seal(byte[] clear, Place place) {
                if (++calls == 2) {
                    throw new IllegalStateException("the key is gone");
                }
                return clear;
            }

            @Override
            public byte[] open(byte[] sealed, Place place) {
                return sealed;
            }
        };
        FileTarget target = new FileTarget(parent.resolve("adt"), breaks, CLOCK);

        try {
            target.write(List.of(Resources.patient("1", 1, "A"), Resources.patient("2", 1, "B")));
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("the key is gone");
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void whatACrashLeftUnfinishedIsNoFileForReaders() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("adt"));
        Files.writeString(folder.resolve(".20260701T120000120Z-000001.unfinished"), "{\"type\":\"Pat");
        FileTarget target = new FileTarget(folder, new TestCrypto(), CLOCK);

        List<WriteResult> results = target.write(List.of(Resources.patient("1", 1, "A")));

        assertThat(results).containsExactly(new WriteResult.Written());
        assertThat(names()).containsExactly("20260701T120000120Z-000001.ndjson");
    }

    @Test
    void aNewProcessNeverReplacesAFileThatIsThere() throws IOException {
        Path folder = parent.resolve("adt");
        new FileTarget(folder, new TestCrypto(), CLOCK).write(List.of(Resources.patient("1", 1, "A")));
        String first = Files.readString(folder.resolve("20260701T120000120Z-000001.ndjson"));

        new FileTarget(folder, new TestCrypto(), CLOCK).write(List.of(Resources.patient("2", 1, "B")));

        assertThat(names()).hasSize(2);
        assertThat(Files.readString(folder.resolve("20260701T120000120Z-000001.ndjson")))
                .isEqualTo(first);
    }

    @Test
    void aFolderThatCannotBeMadeMakesTheClassWait() throws IOException {
        Path file = Files.writeString(parent.resolve("occupied"), "x");
        FileTarget target = new FileTarget(file.resolve("adt"), new TestCrypto(), CLOCK);

        assertThat(target.write(List.of(Resources.patient("1", 1, "A"))).get(0))
                .isInstanceOf(WriteResult.Unavailable.class);
        assertThat(target.problem()).contains("occupied").contains("name another folder");
        assertThat(new FileTarget(parent.resolve("new"), new TestCrypto(), CLOCK).problem())
                .isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(parent.resolve("adt"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
