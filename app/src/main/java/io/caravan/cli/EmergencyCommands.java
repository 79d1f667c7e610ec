package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands under {@code emergency}. */
final class EmergencyCommands {

    private EmergencyCommands() {}

    /** What all of them print. */
    abstract static class Emergency extends ApiCommand {
        Emergency(CommandContext context) {
            super(context);
        }

        @Override
        String show(JsonNode answer) {
            if (!answer.path("stopped").asBoolean()) {
                return "Bulk work is not stopped. What may run now: caravan window list\n";
            }
            return "All bulk work is stopped since "
                    + Lines.toTheSecond(answer.path("since").asText()) + " by "
                    + answer.path("by").asText() + ": "
                    + answer.path("reason").asText()
                    + "\nLive feeds go on. It stays so until a person lifts it: caravan emergency lift --reason TEXT\n";
        }
    }

    @Command(
            name = "stop",
            description = {
                "Stops all bulk work now: backfill, bulk replay, reconciliation. Live feeds go on.",
                "It stays stopped, whatever windows say and also after a restart, until a person lifts it."
            })
    static final class Stop extends Emergency {
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Stop(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/emergency/stop", body().put("reason", reason));
        }
    }

    @Command(name = "lift", description = "Lets bulk work go on where its windows are open.")
    static final class Lift extends Emergency {
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Lift(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/emergency/lift", body().put("reason", reason));
        }

        @Override
        String show(JsonNode answer) {
            return "The emergency stop is lifted; bulk work goes on where its windows are open. See: caravan window list\n";
        }
    }

    @Command(name = "show", description = "Whether all bulk work is stopped, since when, by whom, why.")
    static final class Show extends Emergency {
        Show(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/emergency");
        }
    }
}
