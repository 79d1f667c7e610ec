package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code target redeliver}. */
final class TargetCommands {

    private TargetCommands() {}

    @Command(
            name = "redeliver",
            description = {
                "Delivers a class's resources, as they are now, to its target again, as a job: all that were changed since a",
                "time. For a target that was set back to an older state. Nothing is mapped or folded again."
            })
    static final class Redeliver extends ApiCommand {
        @Option(names = "--class", paramLabel = "CLASS", required = true, description = "Data class.")
        private String label = "";

        @Option(
                names = "--since",
                paramLabel = "TIME",
                required = true,
                description = "A time (2026-03-01T06:00:00Z), a day (2026-03-01), or so long ago (30m, 24h, 7d).")
        private String since = "";

        @Option(names = "--rate", paramLabel = "N", description = "At most so many a second; 0 = no limit.")
        private double rate;

        @Option(names = "--in-windows", description = "Waits while bulk work of the class is shut.")
        private boolean inWindows;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Redeliver(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post(
                    "/api/targets/" + encode(label) + "/redeliver",
                    body().put("since", since)
                            .put("perSecond", rate)
                            .put("inWindows", inWindows)
                            .put("reason", reason));
        }

        @Override
        String show(JsonNode answer) {
            return JobCommands.one(answer);
        }
    }
}
