package io.caravan.target.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.caravan.crypto.Sealer;
import io.caravan.target.Target;
import io.caravan.target.WriteResult;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each batch as one file of encrypted NDJSON: a line {@code {"type","id","version","sealed"}} for each resource, the
 * sealed bytes in base64. A file is there whole and durable, or not at all: it is written under a name that begins with a dot,
 * forced to the disk, and then renamed. Its name tells time and number, nothing of a patient.
 */
public final class FileTarget implements Target {
    private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);
    private static final String UNFINISHED = ".unfinished";
    private static final String FINISHED = ".ndjson";
    private static final int BUFFER_BYTES = 1 << 16;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();
    private final Path folder;
    private final Sealer sealer;
    private final InstantSource clock;
    private final AtomicLong number = new AtomicLong();
    private boolean tidied;

    /** @param folder of this class alone; it is made when it is not there */
    public FileTarget(Path folder, Sealer sealer, InstantSource clock) {
        this.folder = folder;
        this.sealer = sealer;
        this.clock = clock;
    }

    @Override
    public List<WriteResult> write(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        WriteResult result;
        try {
            store(deliveries);
            result = new WriteResult.Written();
        } catch (IOException e) {
            LOG.warn("{} cannot be written to: {}", folder, e.getClass().getSimpleName());
            result = new WriteResult.Unavailable("target-folder", Duration.ZERO);
        }
        return Collections.nCopies(deliveries.size(), result);
    }

    @Override
    public String problem() {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder) ? "" : folder + " cannot be written to; give this user the right to";
        } catch (IOException e) {
            return folder + " cannot be made (" + e.getClass().getSimpleName() + "); make it, or name another folder";
        }
    }

    @Override
    public void close() {
        // Each write has closed what it opened.
    }

    private void store(List<Delivery> deliveries) throws IOException {
        prepareFolder();
        String name = freeName();
        Path unfinished = folder.resolve("." + name + UNFINISHED);
        try {
            try (FileChannel channel =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
                for (Delivery delivery : deliveries) {
                    writeLine(out, delivery);
                }
                out.flush();
                channel.force(true);
            }
            Files.move(unfinished, folder.resolve(name + FINISHED), StandardCopyOption.ATOMIC_MOVE);
            forceFolder();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Before the first file: what a crash left unfinished was never confirmed to anybody, and is delivered again. */
    private synchronized void prepareFolder() throws IOException {
        Files.createDirectories(folder);
        if (tidied) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*" + UNFINISHED)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        tidied = true;
    }

    /** Numbers begin anew with the process, and clocks are set back: a file that is there is never replaced. */
    private String freeName() {
        String name;
        do {
            name = "%s-%06d".formatted(TIME.format(clock.instant()), number.incrementAndGet());
        } while (Files.exists(folder.resolve(name + FINISHED)));
        return name;
    }

    private void writeLine(OutputStream out, Delivery delivery) throws IOException {
        byte[] sealed = sealer.seal(delivery.json().getBytes(StandardCharsets.UTF_8), place(delivery));
        try (JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeStringField("type", delivery.type().fhirName());
            json.writeStringField("id", delivery.id().toString());
            json.writeNumberField("version", delivery.version());
            json.writeBinaryField("sealed", sealed);
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static Sealer.Place place(Delivery delivery) {
        return new Sealer.Place(
                "fhir-r4/1", delivery.type().fhirName(), delivery.id().toString(), delivery.version());
    }

    /** The new name itself must survive a power cut. */
    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
