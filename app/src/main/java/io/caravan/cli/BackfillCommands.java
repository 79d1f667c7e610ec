package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code backfill}. */
final class BackfillCommands {

    private BackfillCommands() {}

    /** What all of them print. */
    abstract static class Backfill extends ApiCommand {
        Backfill(CommandContext context) {
            super(context);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("class", "run", "state", "rows", "reason");
            answer.properties()
                    .forEach(entry -> table.row(
                            entry.getKey(),
                            kinds(entry.getValue().path("sources")),
                            entry.getValue().path("state").asText(),
                            entry.getValue().path("rows").asLong(),
                            entry.getValue().path("reason").asText()));
            return table.toString();
        }

        /** What the present runs of a class read: {@code all}, {@code since-last}, {@code scan}. */
        private static String kinds(JsonNode sources) {
            return sources.valueStream()
                    .map(source -> source.path("kind").asText())
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(","));
        }
    }

    @Command(
            name = "start",
            description = {
                "Begins to read the legacy databases of the classes, or goes on where it stopped.",
                "With --since-last it reads only what has changed since the last run began, less legacy.<name>.overlap; the rows"
                        + " need a version column, and a first run must have ended."
            })
    static final class Start extends Backfill {
        @Parameters(
                paramLabel = "CLASS",
                arity = "0..*",
                description = "Data classes; none = all that have a legacy database.")
        private List<String> labels = List.of();

        @Option(names = "--since-last", description = "Only rows that have changed since the last run.")
        private boolean sinceLast;

        Start(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = classes(labels);
            body.put("sinceLast", sinceLast);
            return client.post("/api/backfill/start", body);
        }
    }

    @Command(
            name = "scan",
            description = {
                "Reads the keys only, to find rows that a run has brought and that are gone now.",
                "What is gone becomes a finding row-gone; with legacy.<name>.deletes=tombstone, what the row brought is ended too."
            })
    static final class Scan extends Backfill {
        @Parameters(
                paramLabel = "CLASS",
                arity = "0..*",
                description = "Data classes; none = all that have a legacy database.")
        private List<String> labels = List.of();

        @Option(
                names = "--confirm",
                description = "It is right that more rows are gone than legacy.<name>.deletes-percent allows.")
        private boolean confirm;

        Scan(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = classes(labels);
            body.put("confirm", confirm);
            return client.post("/api/backfill/scan", body);
        }
    }

    @Command(name = "pause", description = "Reads no new page; those under way are finished.")
    static final class Pause extends Backfill {
        @Parameters(paramLabel = "CLASS", arity = "0..*", description = "Data classes; none = all.")
        private List<String> labels = List.of();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown in the status.")
        private String reason = "";

        Pause(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = classes(labels);
            body.put("reason", reason);
            return client.post("/api/backfill/pause", body);
        }
    }

    @Command(name = "resume", description = "Goes on after a pause.")
    static final class Resume extends Backfill {
        @Parameters(paramLabel = "CLASS", arity = "0..*", description = "Data classes; none = all.")
        private List<String> labels = List.of();

        Resume(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/backfill/resume", classes(labels));
        }
    }

    @Command(name = "status", description = "How far each class is.")
    static final class Status extends Backfill {
        Status(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/backfill");
        }
    }
}
