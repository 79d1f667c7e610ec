package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code deadletter}. */
final class DeadLetterCommands {

    private DeadLetterCommands() {}

    static String table(JsonNode letters) {
        Table table = new Table(
                "id",
                "class",
                "source",
                "control id",
                "row",
                "code",
                "place",
                "cause",
                "state",
                "attempts",
                "group",
                "assignee",
                "first seen");
        letters.forEach(letter -> table.row(
                letter.path("id").asLong(),
                letter.path("class").asText(),
                letter.path("source").asText(),
                letter.path("controlId").asText(),
                shortened(letter.path("rowKey").asText()),
                letter.path("code").asText(),
                letter.path("place").asText(),
                letter.path("cause").asText(),
                letter.path("state").asText(),
                letter.path("attempts").asInt(),
                letter.path("group").asLong(),
                letter.path("assignee").asText(),
                letter.path("firstSeen").asText()));
        return table.toString();
    }

    /** Enough of a keyed hash to tell rows apart. */
    static String shortened(String rowKey) {
        return rowKey.length() > 12 ? rowKey.substring(0, 12) : rowKey;
    }

    @Command(name = "show", description = "One dead letter; with --clear its message in plain text, which is audited.")
    static final class Show implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        private ServerOptions server = new ServerOptions();

        @Parameters(paramLabel = "ID", description = "Number of the dead letter.")
        private long id;

        @Option(names = "--clear", description = "Prints the message that a replay sends, one segment a line.")
        private boolean clear;

        @Option(names = "--version", paramLabel = "N", description = "With --clear: that version; 0 = the original.")
        private String version = "";

        Show(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            ApiClient client = server.client(context);
            if (clear) {
                message(client.bytes(
                        "/api/deadletters/" + id + (version.isEmpty() ? "/message" : "/versions/" + version)));
            } else {
                JsonNode letter = client.get("/api/deadletters/" + id);
                context.out().print(server.json() ? letter + "\n" : Lines.of(letter) + history(letter.path("history")));
            }
            context.out().flush();
            return ExitCode.DONE.number();
        }

        private static String history(JsonNode attempts) {
            Table table = new Table("at", "event", "by", "code", "place", "route", "maps", "reason");
            attempts.forEach(attempt -> table.row(
                    attempt.path("at").asText(),
                    attempt.path("event").asText(),
                    attempt.path("actor").asText(),
                    attempt.path("code").asText(),
                    attempt.path("place").asText(),
                    attempt.path("routeVersion").asText(),
                    attempt.path("mapVersion").asText(),
                    attempt.path("reason").asText()));
            return table.toString();
        }

        /** The bytes as they are, but for the segment ends, which a terminal would not show. */
        private void message(byte[] payload) {
            byte[] shown = payload.clone();
            for (int i = 0; i < shown.length; i++) {
                if (shown[i] == '\r') {
                    shown[i] = '\n';
                }
            }
            try {
                context.out().write(shown);
                context.out().println();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Command(
            name = "replay",
            description =
                    "Sends dead letters through the present route again. A replay keeps its message's version: it can never"
                            + " overwrite newer data.")
    static final class Replay extends ApiCommand {
        @Parameters(paramLabel = "ID", arity = "0..*", description = "Numbers of the dead letters.")
        private List<Long> ids = List.of();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        @Option(
                names = "--dry-run",
                description = "Only says what the replay would do, element by element, and what is newer already.")
        private boolean dryRun;

        @Option(names = "--clear", description = "With --dry-run: shows values too, which is audited.")
        private boolean clear;

        @Mixin
        private BulkReplayOptions bulk = new BulkReplayOptions();

        Replay(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            if (bulk.isAsked()) {
                return bulk.ask(client, ids, reason);
            }
            if (ids.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "Give numbers of dead letters, or --all and a filter");
            }
            ObjectNode body = body();
            ids.forEach(body.putArray("ids")::add);
            body.put("reason", reason);
            if (dryRun) {
                return client.post("/api/deadletters/dry-run", body.put("clear", clear));
            }
            return client.post("/api/deadletters/replay", body);
        }

        @Override
        String show(JsonNode answer) {
            if (bulk.isAsked()) {
                return bulk.show(answer);
            }
            return dryRun
                    ? DryRunText.of(answer)
                    : table(answer) + answer.size() + " of " + ids.size() + " replaying.\n";
        }

        @Override
        ExitCode judge(JsonNode answer) {
            return bulk.isAsked() || dryRun || answer.size() == ids.size() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** Commands that end letters. */
    abstract static class Ending extends ApiCommand {
        private final String action;

        @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of the dead letters.")
        private List<Long> ids = List.of();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Ending(CommandContext context, String action) {
            super(context);
            this.action = action;
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("reason", reason);
            ids.forEach(body.putArray("ids")::add);
            return client.post("/api/deadletters/" + action, body);
        }

        @Override
        String show(JsonNode answer) {
            return table(answer);
        }

        @Override
        ExitCode judge(JsonNode answer) {
            return answer.size() == ids.size() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(name = "discard", description = "Ends dead letters for good; they stay, with their history.")
    static final class Discard extends Ending {
        Discard(CommandContext context) {
            super(context, "discard");
        }
    }

    @Command(
            name = "reopen",
            description = "Makes discarded dead letters open again, as long as what they held is kept.")
    static final class Reopen extends Ending {
        Reopen(CommandContext context) {
            super(context, "reopen");
        }
    }

    @Command(name = "hold", description = "Keeps dead letters from being taken for new failures.")
    static final class Hold extends Ending {
        Hold(CommandContext context) {
            super(context, "hold");
        }
    }
}
