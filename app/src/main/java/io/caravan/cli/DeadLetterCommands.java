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
                letter.path("firstSeen").asText()));
        return table.toString();
    }

    private static String shortened(String rowKey) {
        return rowKey.length() > 12 ? rowKey.substring(0, 12) : rowKey;
    }

    @Command(name = "list", description = "Dead letters, newest first; without patient data.")
    static final class ListLetters extends ApiCommand {
        @Option(names = "--class", paramLabel = "CLASS", description = "Only this data class.")
        private String label = "";

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Only open, held, replaying, replayed, superseded or discarded.")
        private String state = "";

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(names = "--before", paramLabel = "ID", description = "Only older ones than this.")
        private String before = "";

        ListLetters(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/deadletters?class=" + encode(label) + "&state=" + encode(state) + "&before="
                    + encode(before) + "&limit=" + limit);
        }

        @Override
        String show(JsonNode answer) {
            return answer.isEmpty() ? "No dead letters.\n" : table(answer);
        }
    }

    @Command(name = "show", description = "One dead letter; with --clear its message in plain text, which is audited.")
    static final class Show implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        private ServerOptions server = new ServerOptions();

        @Parameters(paramLabel = "ID", description = "Number of the dead letter.")
        private long id;

        @Option(names = "--clear", description = "Prints the original message, one segment a line.")
        private boolean clear;

        Show(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            ApiClient client = server.client(context);
            if (clear) {
                message(client.bytes("/api/deadletters/" + id + "/message"));
            } else {
                JsonNode letter = client.get("/api/deadletters/" + id);
                context.out().print(server.json() ? letter + "\n" : Lines.of(letter));
            }
            context.out().flush();
            return ExitCode.DONE.number();
        }

        /** The bytes as they came, but for the segment ends, which a terminal would not show. */
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
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of the dead letters.")
        private List<Long> ids = List.of();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        @Option(names = "--dry-run", description = "Only says what would be replayed.")
        private boolean dryRun;

        Replay(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body();
            ids.forEach(body.putArray("ids")::add);
            body.put("reason", reason).put("dryRun", dryRun);
            return client.post("/api/deadletters/replay", body);
        }

        @Override
        String show(JsonNode answer) {
            String verb = dryRun ? " would be replayed.\n" : " replaying.\n";
            return table(answer) + answer.size() + " of " + ids.size() + verb;
        }

        @Override
        ExitCode judge(JsonNode answer) {
            return dryRun || answer.size() == ids.size() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
