package io.caravan.map;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caravan.codes.Authorities;
import io.caravan.hl7.BatchFile;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.message.DataClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Messages that others published, beside the repository; tests that use them are skipped where they are not there. */
public final class Corpus {
    public static final Path FOLDER = Path.of("../../shared/corpora/hl7");

    private Corpus() {}

    /** One message and where it came from. */
    public record Published(Path file, Hl7Message message) {
        @Override
        public String toString() {
            return FOLDER.relativize(file) + " " + message.type() + "^" + message.event();
        }
    }

    public static List<Published> messages(Predicate<Hl7Message> wanted) {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: there is no " + FOLDER);
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".json")
                            && !file.toString().endsWith(".xml"))
                    .sorted()
                    .flatMap(Corpus::read)
                    .filter(published -> wanted.test(published.message()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Published> read(Path file) {
        try {
            return BatchFile.split(Files.readAllBytes(file)).stream()
                    .map(bytes -> new Published(file, Hl7Message.read(decode(bytes))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** A site that knows every namespace this message uses for its patients and visits; its clocks show UTC, as others assume. */
    public static MappingContext siteOf(Hl7Message message, DataClass dataClass) {
        Map<String, String> uris =
                new HashMap<>(Chart.site(dataClass).authorities().uriByNamespace());
        for (Segment segment : message.segments()) {
            for (int field = 1; field <= segment.size(); field++) {
                for (Repetition cx : segment.repetitions(field)) {
                    String namespace = cx.text(4, 1).strip();
                    uris.putIfAbsent(namespace, "urn:test:" + namespace.replaceAll("\\W", "-"));
                }
            }
        }
        String type = message.first("PID").text(3, 5);
        MappingContext site = Chart.site(dataClass, type.isEmpty() ? "MR" : type, ZoneOffset.UTC);
        return new MappingContext(site.source(), site.codes(), new Authorities(uris));
    }
}
