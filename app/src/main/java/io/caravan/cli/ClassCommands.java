package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code class}. */
final class ClassCommands {

    private ClassCommands() {}

    /** What all of them print. */
    abstract static class Classes extends ApiCommand {
        Classes(CommandContext context) {
            super(context);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("class", "state", "paused by", "since", "sequence", "parked", "reason");
            answer.forEach(one -> table.row(
                    one.path("class").asText(),
                    one.path("state").asText(),
                    one.path("pausedBy").asText(),
                    one.path("pausedSince").asText(),
                    one.path("sequence").asText(),
                    one.path("parked").asLong(),
                    one.path("reason").asText()));
            return table.toString();
        }
    }

    @Command(
            name = "list",
            description = {
                "What each class is doing, whether it is paused and why, and how many messages are parked behind a dead letter"
                        + " of their patient."
            })
    static final class ListClasses extends Classes {
        ListClasses(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/classes");
        }
    }

    @Command(
            name = "pause",
            description = {
                "Stops what is done with the messages of a class; also over a restart. They go on being taken and answered."
            })
    static final class Pause extends Classes {
        @Parameters(paramLabel = "CLASS", description = "Data class.")
        private String label = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; shown in the status.")
        private String reason = "";

        Pause(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/classes/" + encode(label) + "/pause", body().put("reason", reason));
        }
    }

    @Command(
            name = "resume",
            description = {
                "Goes on with a class that somebody paused, or that paused because one cause made too many dead letters; that"
                        + " count begins anew."
            })
    static final class Resume extends Classes {
        @Parameters(paramLabel = "CLASS", description = "Data class.")
        private String label = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "What was repaired; for the audit.")
        private String reason = "";

        Resume(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/classes/" + encode(label) + "/resume", body().put("reason", reason));
        }
    }
}
