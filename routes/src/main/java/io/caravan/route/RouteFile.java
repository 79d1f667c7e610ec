package io.caravan.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A route file as read once: what was checked is what is loaded, whatever happens to the file in between.
 *
 * @param digest SHA-256 of its bytes, hexadecimal; what the audit trail says was loaded
 */
public record RouteFile(Path path, String text, String digest) {
    private static final String EXTENSION = ".camel.yaml";

    static RouteFile read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        return new RouteFile(path, new String(bytes, StandardCharsets.UTF_8), sha256(bytes));
    }

    /** The route files of a folder, by name. */
    static List<RouteFile> list(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.list(directory)) {
            paths = all.filter(path -> path.getFileName().toString().endsWith(EXTENSION))
                    .sorted()
                    .toList();
        }
        List<RouteFile> files = new ArrayList<>(paths.size());
        for (Path path : paths) {
            files.add(read(path));
        }
        return files;
    }

    String name() {
        return path.getFileName().toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
