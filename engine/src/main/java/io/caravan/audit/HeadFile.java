package io.caravan.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The end of the chain outside the database, so that somebody who rules the database alone cannot rewrite the trail unseen. It
 * may lag behind the database, after a crash by some records; it never leads.
 */
final class HeadFile {
    private final Path file;

    HeadFile(Path file) {
        this.file = file;
    }

    /** Where the chain stood. */
    record Head(long sequence, byte[] hash) {}

    /** @throws UncheckedIOException naming the file */
    synchronized void write(Head head) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Optional<Head> present = read();
            if (present.isPresent() && present.get().sequence() >= head.sequence()) {
                return; // another thread's later record came here first
            }
            Files.writeString(next, head.sequence() + " " + HexFormat.of().formatHex(head.hash()) + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the end of the audit trail cannot be kept in " + file, e);
        }
    }

    /** @return empty where there is no file yet */
    Optional<Head> read() {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String[] words =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ");
            return Optional.of(new Head(Long.parseLong(words[0]), HexFormat.of().parseHex(words[1])));
        } catch (IOException e) {
            throw new UncheckedIOException("the end of the audit trail cannot be read from " + file, e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalStateException(
                    file + " does not hold a sequence and a hash; it was changed from outside", e);
        }
    }
}
