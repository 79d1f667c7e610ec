package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = {
            "Writes dead letters into a file, one a line as JSON (--out), or their messages into a folder, one a file (--to).",
            "Messages are in plain text, for those who may see them; each is audited. Only their owner reads the files."
        })
final class ExportCommand implements Callable<Integer> {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final CommandContext context;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private LetterFilterOptions filter = new LetterFilterOptions();

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Numbers of the dead letters; none = by the filters.")
    private List<Long> ids = List.of();

    @Option(names = "--to", paramLabel = "DIR", description = "Folder for the messages, each in a file of its own.")
    private @Nullable Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "File for the letters, one a line.")
    private @Nullable Path file;

    @Option(names = "--clear", description = "With --out: their messages, too, in base 64.")
    private boolean clear;

    @Option(names = "--original", description = "Messages as they came, without edits.")
    private boolean original;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; goes to the audit log.")
    private String reason = "";

    ExportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        if (folder != null && file == null) {
            toFolder(folder, written);
        } else if (file != null && folder == null) {
            toFile(file, written);
        } else {
            throw new CommandFailure(ExitCode.USAGE, "Give --out FILE, or --to DIR");
        }
        if (server.json()) {
            context.out().println(written);
        } else {
            written.forEach(one -> context.out().println(one.asText()));
        }
        context.out().flush();
        return ExitCode.DONE.number();
    }

    private void toFolder(Path into, ArrayNode written) throws IOException {
        Files.createDirectories(into);
        export(true, letter -> {
            if (letter.has("body")) {
                Path target = into.resolve("deadletter-" + letter.path("id").asLong());
                Files.deleteIfExists(target);
                Files.createFile(target, OWNER_ONLY);
                Files.write(target, letter.path("body").binaryValue());
                written.add(target.toString());
            }
        });
    }

    /** Beside the target first: half an export must not look like one. */
    private void toFile(Path target, ArrayNode written) throws IOException {
        Path beside = Files.createTempFile(target.toAbsolutePath().getParent(), "export", ".new", OWNER_ONLY);
        try {
            try (Writer out = Files.newBufferedWriter(beside, StandardCharsets.UTF_8)) {
                export(clear, letter -> out.write(letter + "\n"));
            }
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
        written.add(target.toString());
    }

    private void export(boolean withMessages, Sink sink) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (ids.isEmpty()) {
            body.set("filter", filter.json());
        } else {
            ids.forEach(body.putArray("ids")::add);
        }
        body.put("clear", withMessages).put("original", original);
        if (!reason.isBlank()) {
            body.put("reason", reason);
        }
        Whole whole = new Whole(sink);
        server.client(context).lines("/api/deadletters/export", body, whole::line);
        if (whole.exported.isEmpty()) {
            throw new CommandFailure(ExitCode.FAILED, "The export broke off; nothing of it counts");
        }
    }

    /** Knows when the last line was there. */
    private static final class Whole {
        private final Sink sink;
        private Optional<Long> exported = Optional.empty();

        Whole(Sink sink) {
            this.sink = sink;
        }

        void line(JsonNode line) {
            if (line.has("exported")) {
                exported = Optional.of(line.path("exported").asLong());
                return;
            }
            try {
                sink.letter(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private interface Sink {
        void letter(JsonNode letter) throws IOException;
    }
}
