package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Seeing one thing in clear in an emergency. */
final class BreakGlassCommands {

    private BreakGlassCommands() {}

    /** What all of them print. */
    abstract static class Permissions extends ApiCommand {
        Permissions(CommandContext context) {
            super(context);
        }

        @Override
        String show(JsonNode answer) {
            JsonNode all = answer.isArray()
                    ? answer
                    : JsonNodeFactory.instance.arrayNode().add(answer);
            Table table = new Table("id", "who", "what", "until", "ended", "by", "looks", "reason");
            all.forEach(one -> table.row(
                    one.path("id").asLong(),
                    one.path("actor").asText(),
                    one.path("subject").asText(),
                    one.path("expiresAt").asText(),
                    one.path("endedAt").asText(),
                    one.path("endedBy").asText(),
                    one.path("looks").asInt(),
                    one.path("reason").asText()));
            return table.toString();
        }
    }

    /** Commands that open a permission. */
    abstract static class Opening extends Permissions {
        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why; everybody who is responsible reads it.")
        private String reason = "";

        @Option(names = "--minutes", paramLabel = "N", description = "For how long (default: break-glass.minutes).")
        private int minutes;

        Opening(CommandContext context) {
            super(context);
        }

        ObjectNode wish() {
            ObjectNode body = body().put("reason", reason);
            return minutes == 0 ? body : body.put("minutes", minutes);
        }
    }

    @Command(
            name = "break-glass",
            description =
                    "Lets you see the message of one dead letter in an emergency, for a while; an alert is open meanwhile, and each"
                            + " look is audited.")
    static final class Letter extends Opening {
        @Parameters(paramLabel = "ID", description = "Number of the dead letter.")
        private long id;

        Letter(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/deadletters/" + id + "/break-glass", wish());
        }
    }

    @Command(name = "open", description = "Lets you read one resource in an emergency, for a while.")
    static final class Resource extends Opening {
        @Parameters(paramLabel = "TYPE/ID", description = "Reference of the resource, e.g. Patient/ID.")
        private String reference = "";

        Resource(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/break-glass", wish().put("resource", reference));
        }
    }

    @Command(name = "list", description = "Who broke the glass, for what, and why; newest first.")
    static final class ListPermissions extends Permissions {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        ListPermissions(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/break-glass?limit=" + limit);
        }

        @Override
        String show(JsonNode answer) {
            return answer.isEmpty() ? "Nobody broke the glass.\n" : super.show(answer);
        }
    }

    @Command(name = "end", description = "Ends such a permission before it runs out.")
    static final class End extends Permissions {
        @Parameters(paramLabel = "ID", description = "Number of the permission.")
        private long id;

        End(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/break-glass/" + id + "/end", body());
        }
    }
}
