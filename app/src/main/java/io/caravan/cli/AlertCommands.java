package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alert list} and {@code alert ack}. */
final class AlertCommands {

    private AlertCommands() {}

    @Command(name = "list", description = "What somebody must look at, newest first; an alert ends by itself.")
    static final class ListAlerts extends ApiCommand {
        @Option(names = "--all", description = "Those that are over, too.")
        private boolean all;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(names = "--before", paramLabel = "ID", description = "Only older ones than this.")
        private String before = "";

        ListAlerts(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/alerts?all=" + all + "&limit=" + limit + "&before=" + encode(before));
        }

        @Override
        String show(JsonNode answer) {
            if (answer.isEmpty()) {
                return all ? "There was no alert yet.\n" : "No alert is open.\n";
            }
            Table table = new Table("id", "state", "kind", "class", "since", "seen by", "what");
            answer.forEach(alert -> table.row(
                    alert.path("id").asLong(),
                    alert.path("state").asText(),
                    alert.path("kind").asText(),
                    alert.path("class").asText(),
                    alert.path("openedAt").asText(),
                    alert.path("acknowledgedBy").asText(),
                    alert.path("text").asText()));
            return table.toString();
        }
    }

    @Command(
            name = "ack",
            description =
                    "Says that somebody has seen an alert and takes care. It stays open until its reason is gone.")
    static final class Acknowledge extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "Number of the alert.")
        private String id = "";

        @Option(names = "--note", paramLabel = "TEXT", description = "For the others; no patient data.")
        private String note = "";

        Acknowledge(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/alerts/" + encode(id) + "/acknowledge", body().put("note", note));
        }

        @Override
        String show(JsonNode answer) {
            return "Alert " + answer.path("id").asLong() + " is yours: "
                    + answer.path("text").asText() + "\n";
        }
    }
}
