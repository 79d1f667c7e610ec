package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code window} that decide for a while, against the calendar. */
final class OverrideCommands {

    private OverrideCommands() {}

    /** Commands that make an override. */
    abstract static class Deciding extends ApiCommand {
        private final String action;

        @Parameters(
                paramLabel = "WINDOW",
                arity = "0..1",
                description = "Name of the window; none: --class, --source or --phase say what it is about, or --all.")
        private String window = "";

        @Option(
                names = "--class",
                paramLabel = "CLASS",
                split = ",",
                description = "Only bulk work of these data classes.")
        private List<String> labels = List.of();

        @Option(names = "--source", paramLabel = "NAME", split = ",", description = "Only of these sources.")
        private List<String> sources = List.of();

        @Option(
                names = "--phase",
                paramLabel = "PHASE",
                split = ",",
                description = "Only backfill, replay or reconcile.")
        private List<String> phases = List.of();

        @Option(names = "--all", description = "All bulk work.")
        private boolean all;

        @Option(names = "--from", paramLabel = "TIME", description = "When it begins, as --until (default: now).")
        private String from = "";

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description =
                        "When it ends: 06:00, \"Mon 06:00\", \"2026-03-02 06:00\" on the window's clock; or with an offset,"
                                + " 2026-03-02T06:00+01:00.")
        private String until = "";

        @Option(names = "--for", paramLabel = "LENGTH", description = "Or how long it lasts: 90m, 2h, 1d12h.")
        private String span = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Deciding(CommandContext context, String action) {
            super(context);
            this.action = action;
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("window", window)
                    .put("all", all)
                    .put("from", from)
                    .put("until", until)
                    .put("for", span)
                    .put("reason", reason);
            labels.forEach(body.putArray("classes")::add);
            sources.forEach(body.putArray("sources")::add);
            phases.forEach(body.putArray("phases")::add);
            return client.post("/api/windows/" + action, body);
        }

        @Override
        String show(JsonNode answer) {
            StringBuilder text = new StringBuilder(
                            "Override " + answer.path("id").asLong() + ": ")
                    .append(answer.path("about").asText())
                    .append(answer.path("action").asText().equals("open") ? " is open" : " is closed")
                    .append(" from ")
                    .append(answer.path("fromLocal").asText())
                    .append(" until ")
                    .append(answer.path("untilLocal").asText())
                    .append(" (")
                    .append(Lines.toTheSecond(answer.path("until").asText()))
                    .append("), unless it is withdrawn: caravan window withdraw ")
                    .append(answer.path("id").asLong())
                    .append('\n');
            String but = answer.path("but").asText();
            return text.append(but.isEmpty() ? "" : but + "\n").toString();
        }
    }

    @Command(
            name = "open",
            description = {
                "Opens a window, or bulk work of some classes, for a while, against the calendar.",
                "A blackout is above it, and so is the emergency stop."
            })
    static final class Open extends Deciding {
        Open(CommandContext context) {
            super(context, "open");
        }
    }

    @Command(
            name = "close",
            description = "Closes a window, or bulk work of some classes, for a while, against the calendar.")
    static final class Close extends Deciding {
        Close(CommandContext context) {
            super(context, "close");
        }
    }

    @Command(name = "withdraw", description = "Takes an override back before it ends.")
    static final class Withdraw extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "Number of the override.")
        private long id;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Withdraw(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post("/api/windows/overrides/" + id + "/withdraw", body().put("reason", reason));
        }

        @Override
        String show(JsonNode answer) {
            return "Override " + id + " (" + answer.path("about").asText()
                    + ") is withdrawn. See: caravan window list\n";
        }
    }
}
