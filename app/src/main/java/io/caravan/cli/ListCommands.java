package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finding list}, {@code audit list} and {@code audit verify}. */
final class ListCommands {

    private ListCommands() {}

    @Command(name = "list", description = "What looked wrong in the data and did not stop it, newest first.")
    static final class FindingList extends ApiCommand {
        @Option(names = "--class", paramLabel = "CLASS", description = "Only this data class.")
        private String label = "";

        @Option(names = "--source", paramLabel = "SOURCE", description = "Only of this source.")
        private String source = "";

        @Option(names = "--code", paramLabel = "CODE", description = "Only with this code, e.g. unmapped-code.")
        private String code = "";

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description =
                        "Only since a time (2026-03-01T06:00:00Z), a day (2026-03-01), or so long ago (30m, 24h, 7d).")
        private String since = "";

        @Option(names = "--summary", description = "Count each kind once, the most frequent first.")
        private boolean summary;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(names = "--before", paramLabel = "ID", description = "Only older ones than this.")
        private String before = "";

        FindingList(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            String filter = "?class=" + encode(label) + "&source=" + encode(source) + "&code=" + encode(code)
                    + "&since=" + encode(since) + "&limit=" + limit;
            return client.get(
                    summary
                            ? "/api/findings/summary" + filter
                            : "/api/findings" + filter + "&before=" + encode(before));
        }

        @Override
        String show(JsonNode answer) {
            if (answer.isEmpty()) {
                return "No findings.\n";
            }
            return summary ? groups(answer) : single(answer);
        }

        private static String groups(JsonNode answer) {
            Table table = new Table("count", "class", "source", "code", "place", "newest");
            answer.forEach(group -> table.row(
                    group.path("count").asLong(),
                    group.path("class").asText(),
                    group.path("source").asText(),
                    group.path("code").asText(),
                    group.path("place").asText(),
                    group.path("newest").asText()));
            return table.toString();
        }

        private static String single(JsonNode answer) {
            Table table = new Table("id", "class", "source", "code", "place", "control id", "row", "at");
            answer.forEach(finding -> table.row(
                    finding.path("id").asLong(),
                    finding.path("class").asText(),
                    finding.path("source").asText(),
                    finding.path("code").asText(),
                    finding.path("place").asText(),
                    finding.path("controlId").asText(),
                    DeadLetterCommands.shortened(finding.path("rowKey").asText()),
                    finding.path("at").asText()));
            return table.toString();
        }
    }

    @Command(name = "list", description = "Who did what when, newest first.")
    static final class AuditList extends ApiCommand {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(names = "--before", paramLabel = "N", description = "Only records before this one.")
        private String before = "";

        AuditList(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/audit?before=" + encode(before) + "&limit=" + limit);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("no", "at", "actor", "action", "subject", "detail");
            answer.forEach(entry -> table.row(
                    entry.path("sequence").asLong(),
                    entry.path("at").asText(),
                    entry.path("actor").asText(),
                    entry.path("action").asText(),
                    entry.path("subject").asText(),
                    entry.path("detail").asText()));
            return table.toString();
        }
    }

    @Command(
            name = "verify",
            description = "Whether the audit log is whole: nothing changed, removed or put in between.")
    static final class AuditVerify extends ApiCommand {
        AuditVerify(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/audit/verify");
        }

        @Override
        String show(JsonNode answer) {
            long records = answer.path("records").asLong();
            return answer.path("intact").asBoolean()
                    ? "The audit log is whole: " + records + " records.\n"
                    : "The audit log is broken at record "
                            + answer.path("brokenAt").asLong() + ".\n";
        }

        @Override
        ExitCode judge(JsonNode answer) {
            return answer.path("intact").asBoolean() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
