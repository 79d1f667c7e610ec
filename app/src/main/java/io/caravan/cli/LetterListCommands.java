package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code deadletter} that find letters, and say who looks after them. */
final class LetterListCommands {

    private LetterListCommands() {}

    @Command(
            name = "list",
            description = "Dead letters, newest first; without patient data. All that is given must hold.")
    static final class ListLetters extends ApiCommand {
        @Mixin
        private LetterFilterOptions filter = new LetterFilterOptions();

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(names = "--before", paramLabel = "ID", description = "Only those that follow this one in the list.")
        private String before = "";

        @Option(names = "--count", description = "Only how many there are; 10000+ where there are more than that.")
        private boolean count;

        ListLetters(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            String path = count ? "/api/deadletters/count?" : "/api/deadletters?";
            String page = "before=" + encode(before) + "&limit=" + limit;
            return client.get(path + filter.query() + page, filter.headers());
        }

        @Override
        String show(JsonNode answer) {
            if (count) {
                return answer.path("text").asText() + "\n";
            }
            return answer.isEmpty() ? "No dead letters.\n" : DeadLetterCommands.table(answer);
        }
    }

    @Command(
            name = "groups",
            description = "Dead letters by signature: the same failure at the same place of the same source. Those seen"
                    + " last come first. With --since, groups that were seen since then.")
    static final class Groups extends ApiCommand {
        @Mixin
        private LetterFilterOptions filter = new LetterFilterOptions();

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        Groups(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/deadletters/groups?" + filter.query() + "limit=" + limit, filter.headers());
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table(
                    "group",
                    "class",
                    "source",
                    "code",
                    "place",
                    "cause",
                    "open",
                    "held",
                    "all",
                    "last 24 h",
                    "first seen",
                    "last seen");
            answer.forEach(group -> table.row(
                    group.path("id").asLong(),
                    group.path("class").asText(),
                    group.path("source").asText(),
                    group.path("code").asText(),
                    group.path("place").asText(),
                    group.path("cause").asText(),
                    group.path("states").path("open").asLong(),
                    group.path("states").path("held").asLong(),
                    group.path("count").asLong(),
                    recent(group.path("trend")),
                    group.path("firstSeen").asText(),
                    group.path("lastSeen").asText()));
            return answer.isEmpty() ? "No dead letters.\n" : table.toString();
        }

        private static long recent(JsonNode trend) {
            long sum = 0;
            for (JsonNode hour : trend) {
                sum += hour.path("count").asLong();
            }
            return sum;
        }
    }

    @Command(name = "assign", description = "Says who looks after dead letters; to nobody without --to.")
    static final class Assign extends ApiCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of the dead letters.")
        private List<Long> ids = List.of();

        @Option(names = "--to", paramLabel = "USER", description = "Who.")
        private String assignee = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private String reason = "";

        Assign(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("assignee", assignee).put("reason", reason);
            ids.forEach(body.putArray("ids")::add);
            return client.post("/api/deadletters/assign", body);
        }

        @Override
        String show(JsonNode answer) {
            return DeadLetterCommands.table(answer);
        }
    }

    @Command(
            name = "note",
            description = "Adds a sentence to the history of dead letters. No patient data: everybody who sees lists"
                    + " reads it.")
    static final class Note extends ApiCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of the dead letters.")
        private List<Long> ids = List.of();

        @Option(names = "--text", paramLabel = "TEXT", required = true, description = "What was found out.")
        private String text = "";

        Note(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("reason", text);
            ids.forEach(body.putArray("ids")::add);
            return client.post("/api/deadletters/note", body);
        }

        @Override
        String show(JsonNode answer) {
            return "Noted.\n";
        }
    }
}
