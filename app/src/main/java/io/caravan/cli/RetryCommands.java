package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retry list}, {@code retry show} and {@code retry now}. */
final class RetryCommands {

    private RetryCommands() {}

    private static String groups(JsonNode answer) {
        if (answer.isEmpty()) {
            return "Nothing waits to be tried again.\n";
        }
        Table table = new Table("class", "what", "why", "count", "messages", "attempts", "since", "next try");
        answer.forEach(group -> table.row(
                group.path("class").asText(),
                group.path("kind").asText(),
                group.path("code").asText(),
                group.path("count").asLong(),
                group.path("messages").asLong(),
                group.path("attempts").asLong(),
                group.path("since").asText(),
                group.path("due").asText()));
        return table.toString();
    }

    @Command(
            name = "list",
            description = {
                "What waits to be tried again, why, and when it is tried next.",
                "A target that is away; resources it could not take yet; messages and pages of rows that something hindered."
            })
    static final class ListRetries extends ApiCommand {
        ListRetries(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/retries");
        }

        @Override
        String show(JsonNode answer) {
            return groups(answer);
        }
    }

    @Command(name = "show", description = "The messages of a class that wait, the oldest first.")
    static final class Show extends ApiCommand {
        @Parameters(paramLabel = "CLASS", description = "Data class.")
        private String label = "";

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        Show(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/retries/" + encode(label) + "?limit=" + limit);
        }

        @Override
        String show(JsonNode answer) {
            if (answer.isEmpty()) {
                return "No message of " + label + " waits to be tried again.\n";
            }
            Table table = new Table("entry", "control id", "why", "attempts", "since", "next try");
            answer.forEach(message -> table.row(
                    message.path("journalId").asLong(),
                    message.path("controlId").asText(),
                    message.path("code").asText(),
                    message.path("attempts").asLong(),
                    message.path("since").asText(),
                    message.path("due").asText()));
            return table.toString();
        }
    }

    @Command(
            name = "now",
            description = "Waits no longer: asks the class's target whether it is back, and sends what waits.")
    static final class Now extends ApiCommand {
        @Parameters(paramLabel = "CLASS", description = "Data class.")
        private String label = "";

        Now(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/retries/" + encode(label) + "/now", body());
        }

        @Override
        String show(JsonNode answer) {
            return groups(answer);
        }
    }
}
