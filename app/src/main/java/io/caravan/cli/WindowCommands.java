package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.config.WindowFiles;
import io.caravan.window.PlanSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** The commands under {@code window} that look. */
final class WindowCommands {

    private WindowCommands() {}

    /** As the API takes them. */
    static ObjectNode body(PlanSource source) {
        ObjectNode body = ApiCommand.body().put("text", source.text());
        ObjectNode calendars = body.putObject("calendars");
        new TreeMap<>(source.calendars()).forEach(calendars::put);
        return body;
    }

    @Command(
            name = "list",
            description =
                    "The windows in force, how it stands with bulk work now and why, and what people decided for a while.")
    static final class ListWindows extends ApiCommand {
        ListWindows(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/windows");
        }

        @Override
        String show(JsonNode answer) {
            return WindowListText.of(answer);
        }
    }

    @Command(
            name = "preview",
            description = {
                "What windows will do in the days to come: a row a day, the next openings, the hours, the finish.",
                "Computed by the same code that decides. With -f, of a file that is not in force yet."
            })
    static final class Preview extends ApiCommand {
        @Option(names = "--days", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
        private int days = 14;

        @Option(names = "--window", paramLabel = "NAME", description = "Only what this window applies to.")
        private String window = "";

        @Option(names = "--class", paramLabel = "CLASS", description = "Only bulk work of this data class.")
        private String label = "";

        @Option(
                names = "--phase",
                paramLabel = "PHASE",
                description = "Only backfill, replay or reconcile; or all (default: backfill, with --window all).")
        private String phase = "";

        @Option(names = "--openings", paramLabel = "N", description = "How many openings (default: ${DEFAULT-VALUE}).")
        private int openings = 10;

        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "A windows.yaml that is not in force, with calendars/*.ics beside it.")
        private @Nullable Path file;

        Preview(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = file == null ? body() : WindowCommands.body(WindowFiles.read(file));
            body.put("days", days)
                    .put("openings", openings)
                    .put("window", window)
                    .put("class", label)
                    .put("phase", phase);
            return client.post("/api/windows/preview", body);
        }

        @Override
        String show(JsonNode answer) {
            return new PreviewText(Ansi.AUTO).of(answer);
        }
    }

    @Command(
            name = "export",
            description = {
                "Writes the windows in force as files: windows.yaml, and calendars/*.ics beside it.",
                "Without -o windows.yaml goes to the output."
            })
    static final class Export extends ApiCommand {
        @Option(
                names = {"-o", "--out"},
                paramLabel = "DIR",
                description = "Folder to write to, e.g. config; files that are there are replaced.")
        private @Nullable Path folder;

        Export(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/windows/source");
        }

        @Override
        String show(JsonNode answer) {
            PlanSource source = source(answer);
            if (folder == null) {
                return source.text();
            }
            WindowFiles.write(folder, source);
            return "Version " + answer.path("version").asLong() + " is written to " + folder + ": windows.yaml"
                    + (source.calendars().isEmpty()
                            ? ""
                            : " and calendars " + new TreeMap<>(source.calendars()).keySet())
                    + "\n";
        }

        private static PlanSource source(JsonNode answer) {
            Map<String, String> calendars = new TreeMap<>();
            answer.path("calendars")
                    .properties()
                    .forEach(entry -> calendars.put(
                            entry.getKey(),
                            Optional.ofNullable(entry.getValue().textValue()).orElse("")));
            return new PlanSource(answer.path("text").asText(), calendars);
        }
    }
}
