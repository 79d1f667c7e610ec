package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code throttle list}. */
final class ThrottleCommands {

    private ThrottleCommands() {}

    @Command(
            name = "list",
            description = {
                "How fast bulk work may go before each target and each legacy database, and why.",
                "Live messages never wait for it."
            })
    static final class ListThrottles extends ApiCommand {
        ListThrottles(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/throttles");
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table(
                    "throttle",
                    "live/s",
                    "bulk/s",
                    "ceiling",
                    "limit",
                    "at once",
                    "latency live",
                    "latency bulk",
                    "why");
            answer.path("throttles")
                    .forEach(one -> table.row(
                            one.path("name").asText(),
                            rate(one.path("live").path("perSecond")),
                            rate(one.path("bulk").path("perSecond")),
                            rate(one.path("ceiling")),
                            one.path("limit").isNull() ? "-" : one.path("limit").asText(),
                            one.path("atOnce").isNull()
                                    ? "-"
                                    : one.path("atOnce").asText(),
                            latency(one.path("live")),
                            latency(one.path("bulk")),
                            one.path("why").asText()));
            return table.toString();
        }

        private static String rate(JsonNode value) {
            return value.isNull() ? "-" : String.format(Locale.ROOT, "%.1f", value.asDouble());
        }

        private static String latency(JsonNode lane) {
            long millis = lane.path("latencyMillis").asLong();
            return millis == 0 ? "-" : millis + " ms";
        }
    }
}
