package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code deadletter} that repair. */
final class RepairCommands {

    private RepairCommands() {}

    @Command(
            name = "edit",
            description =
                    "Sets fields of a message, or columns of a row, for the next replay, and shows what differs. The original"
                            + " stays. Audited.")
    static final class Edit extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "Number of the dead letter.")
        private long id;

        @Option(
                names = "--set",
                paramLabel = "PLACE=VALUE",
                required = true,
                description = "E.g. PID-7=19751231, PID-5.1=Smith, OBX[2]-5=7.1; of a row: birth_date=1975-12-31.")
        private Map<String, String> values = Map.of();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Edit(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("reason", reason);
            ObjectNode set = body.putObject("set");
            values.forEach(set::put);
            return client.post("/api/deadletters/" + id + "/edit", body);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("place", "before", "after");
            rows(answer.path("diff"), table);
            String next = answer.path("needsApproval").asBoolean()
                    ? "Another user approves it with caravan deadletter approve " + id + " before it can be replayed.\n"
                    : "Edited; replay it with caravan deadletter replay " + id + ".\n";
            return table + next;
        }

        private static void rows(JsonNode diff, Table table) {
            diff.forEach(one -> table.row(
                    one.path("place").asText(),
                    one.path("before").asText("***"),
                    one.path("after").asText("***")));
        }
    }

    @Command(
            name = "versions",
            description = "Who edited a dead letter, what differs, and who approved; with --clear the values, audited.")
    static final class Versions extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "Number of the dead letter.")
        private long id;

        @Option(names = "--clear", description = "With values.")
        private boolean clear;

        Versions(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/deadletters/" + id + "/versions?clear=" + clear);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("version", "at", "editor", "approval", "place", "before", "after", "reason");
            for (JsonNode version : answer) {
                String approval = version.path("approver").asText();
                if (approval.isEmpty() && version.path("needsApproval").asBoolean()) {
                    approval = "waits";
                }
                for (JsonNode one : version.path("diff")) {
                    table.row(
                            version.path("version").asInt(),
                            version.path("at").asText(),
                            version.path("editor").asText(),
                            approval,
                            one.path("place").asText(),
                            one.path("before").asText("***"),
                            one.path("after").asText("***"),
                            version.path("reason").asText());
                }
            }
            return answer.isEmpty() ? "Nobody has edited it.\n" : table.toString();
        }
    }

    @Command(
            name = "approve",
            description = "Agrees to another user's edits of a dead letter, so that it can be replayed.")
    static final class Approve extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "Number of the dead letter.")
        private long id;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Approve(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/deadletters/" + id + "/approve", body().put("reason", reason));
        }

        @Override
        String show(JsonNode answer) {
            return "Approved; replay it with caravan deadletter replay " + id + ".\n";
        }
    }

    @Command(
            name = "redeliver",
            description = "Brings what dead letters have become to the target that refused them again, as it is now.")
    static final class Redeliver extends DeadLetterCommands.Ending {
        Redeliver(CommandContext context) {
            super(context, "redeliver");
        }
    }

    @Command(
            name = "redirect",
            description =
                    "Replays messages as if another declared source of their class had sent them: where their own is gone, or"
                            + " was the wrong one.")
    static final class Redirect extends ApiCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of the dead letters.")
        private List<Long> ids = List.of();

        @Option(names = "--source", paramLabel = "NAME", required = true, description = "A declared source.")
        private String source = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Redirect(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("reason", reason).put("source", source);
            ids.forEach(body.putArray("ids")::add);
            return client.post("/api/deadletters/redirect", body);
        }

        @Override
        String show(JsonNode answer) {
            return DeadLetterCommands.table(answer);
        }

        @Override
        ExitCode judge(JsonNode answer) {
            return answer.size() == ids.size() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
