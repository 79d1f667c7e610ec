package io.caravan.route;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;

/**
 * How files are taken: one that still grows is left alone until it looked the same at two polls; one whose messages are stored
 * goes to {@code done}; one that cannot be used goes to {@code failed} beside a {@code .reason.txt} with a code; one that could
 * not be stored now stays where it is. A crash in between costs nothing: the file is read again, and its messages are
 * recognised as duplicates.
 */
final class TakenFiles implements GenericFileProcessStrategy<File> {
    private static final String END_PROPERTY = "CaravanFileEnd";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int MOST_REMEMBERED = 100_000;

    private record Look(long length, long modified) {}

    private final InstantSource clock;
    private final Map<String, Look> lastPoll = new ConcurrentHashMap<>();

    TakenFiles(InstantSource clock) {
        this.clock = clock;
    }

    /** Every message of the file is stored. */
    static void done(Exchange exchange) {
        exchange.setProperty(END_PROPERTY, "");
    }

    /** @param code why the file cannot be used, without a word of its content */
    static void failed(Exchange exchange, String code) {
        exchange.setProperty(END_PROPERTY, code);
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // Nothing is left behind by a run that was killed: files move only when they are done.
    }

    @Override
    public boolean begin(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        File now = file.getFile();
        Look look = new Look(now.length(), now.lastModified());
        if (lastPoll.size() > MOST_REMEMBERED) {
            lastPoll.clear();
        }
        return look.equals(lastPoll.put(file.getAbsoluteFilePath(), look));
    }

    @Override
    public void abort(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        // The file stays.
    }

    @Override
    public void commit(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws IOException {
        String end = exchange.getProperty(END_PROPERTY, String.class);
        if (end == null) {
            return;
        }
        lastPoll.remove(file.getAbsoluteFilePath());
        Path path = Path.of(file.getAbsoluteFilePath());
        Path moved = move(path, end.isEmpty() ? "done" : "failed");
        if (!end.isEmpty()) {
            Files.writeString(
                    moved.resolveSibling(moved.getFileName() + ".reason.txt"), end + "\n", StandardCharsets.US_ASCII);
        }
    }

    /** The time in the name keeps a second file of the same name from replacing the first. */
    private Path move(Path path, String folder) throws IOException {
        Path target = path.resolveSibling(folder);
        Files.createDirectories(target);
        String name = STAMP.format(Instant.ofEpochMilli(clock.millis())) + "-" + path.getFileName();
        return Files.move(path, target.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void rollback(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        // The file stays, and is taken at a later poll.
    }
}
