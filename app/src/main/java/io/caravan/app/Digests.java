package io.caravan.app;

import io.caravan.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One digest over all that a site configured, for the audit log: values without secrets, tables, SELECTs. */
final class Digests {

    private Digests() {}

    static String of(Settings settings) {
        MessageDigest digest = sha256();
        new TreeMap<>(settings.values().shown())
                .forEach((key, value) -> digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
        addFiles(digest, settings.folders().config(), ".csv", ".sql");
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Over the code maps and what else is a table. */
    static String ofTables(Settings settings) {
        MessageDigest digest = sha256();
        addFiles(digest, settings.folders().config(), ".csv");
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void addFiles(MessageDigest digest, Path config, String... endings) {
        try (Stream<Path> files = Files.walk(config)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> Arrays.stream(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList()) {
                digest.update((config.relativize(file) + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration under " + config + " cannot be read", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
