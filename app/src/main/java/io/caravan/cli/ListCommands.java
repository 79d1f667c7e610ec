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

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(names = "--before", paramLabel = "ID", description = "Only older ones than this.")
        private String before = "";

        FindingList(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/findings?class=" + encode(label) + "&before=" + encode(before) + "&limit=" + limit);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("id", "class", "source", "code", "place", "control id", "at");
            answer.forEach(finding -> table.row(
                    finding.path("id").asLong(),
                    finding.path("class").asText(),
                    finding.path("source").asText(),
                    finding.path("code").asText(),
                    finding.path("place").asText(),
                    finding.path("controlId").asText(),
                    finding.path("at").asText()));
            return answer.isEmpty() ? "No findings.\n" : table.toString();
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
