package io.caravan.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Real keys for tests. */
public final class TestKeys {
    private TestKeys() {}

    /** New keys, kept nowhere. */
    public static KeyRing create() {
        try {
            Path directory = Files.createTempDirectory("caravan-test-keys");
            KeyRing ring = open(directory);
            try (var files = Files.walk(directory)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
            return ring;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys in a directory; made when there are none. */
    public static KeyRing open(Path directory) {
        return new KeyFile(KeySettings.in(directory, Optional.of("test-password"), "test")).open();
    }
}
