package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code job}. */
final class JobCommands {

    private JobCommands() {}

    static String one(JsonNode job) {
        JsonNode total = job.path("total");
        StringBuilder text = new StringBuilder(
                "Job " + job.path("id").asLong() + " is " + job.path("state").asText());
        String why = job.path("why").asText();
        text.append(why.isEmpty() ? "" : " (" + why + ")");
        if (job.path("kind").asText().equals("redeliver")) {
            text.append(": ").append(job.path("replayed").asLong()).append(" delivered again, of ");
            return text.append(total.asLong()).append(".\n").toString();
        }
        text.append(": ").append(job.path("replayed").asLong()).append(" replayed, ");
        text.append(job.path("superseded").asLong()).append(" superseded, ");
        text.append(job.path("failed").asLong()).append(" failed again, ");
        text.append(job.path("skipped").asLong()).append(" skipped, of ").append(total.asLong());
        String finish = job.path("finish").asText();
        text.append(finish.isEmpty() ? "" : "; done about " + finish);
        return text.append(".\n").toString();
    }

    @Command(name = "list", description = "Jobs, newest first.")
    static final class ListJobs extends ApiCommand {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 20;

        @Option(names = "--before", paramLabel = "ID", description = "Only older ones than this.")
        private String before = "";

        ListJobs(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/jobs?before=" + encode(before) + "&limit=" + limit);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table(
                    "id",
                    "kind",
                    "state",
                    "total",
                    "replayed",
                    "superseded",
                    "failed",
                    "skipped",
                    "left",
                    "by",
                    "what",
                    "");
            answer.forEach(job -> table.row(
                    job.path("id").asLong(),
                    job.path("kind").asText(),
                    job.path("state").asText(),
                    job.path("total").asLong(),
                    job.path("replayed").asLong(),
                    job.path("superseded").asLong(),
                    job.path("failed").asLong(),
                    job.path("skipped").asLong(),
                    job.path("left").asLong(),
                    job.path("actor").asText(),
                    job.path("selection").asText(),
                    job.path("why").asText()));
            return answer.isEmpty() ? "No jobs.\n" : table.toString();
        }
    }

    @Command(
            name = "show",
            description = "How far a job is, when it will be done, and which of its letters failed again.")
    static final class Show implements Callable<Integer> {
        private static final int FAILURES = 20;
        private final CommandContext context;

        @Mixin
        private ServerOptions server = new ServerOptions();

        @Parameters(paramLabel = "ID", description = "Number of the job.")
        private long id;

        @Option(
                names = "--follow",
                description = "Goes on until the job has ended or stands still: a bar at a terminal, else lines.")
        private boolean follow;

        Show(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() throws InterruptedException {
            ApiClient client = server.client(context);
            String path = "/api/jobs/" + id;
            JsonNode job =
                    follow ? new JobProgress(context.out(), !server.json()).follow(client, path) : client.get(path);
            if (server.json()) {
                context.out().println(job);
            } else {
                context.out().print(one(job));
                long newcomers = job.path("newcomers").asLong();
                if (newcomers > 0) {
                    context.out().println(newcomers + " new dead letters came into the same groups since it began.");
                }
                failures(client.get(path + "/letters?state=failed&limit=" + FAILURES));
            }
            context.out().flush();
            return ExitCode.DONE.number();
        }

        private void failures(JsonNode failed) {
            if (!failed.isEmpty()) {
                StringBuilder line = new StringBuilder("Failed again:");
                failed.forEach(
                        item -> line.append(' ').append(item.path("deadLetter").asLong()));
                context.out().println(failed.size() < FAILURES ? line : line + " ...");
            }
        }
    }

    /** Commands that change what a job does. */
    abstract static class Change extends ApiCommand {
        private final String action;

        @Parameters(paramLabel = "ID", description = "Number of the job.")
        private long id;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
        private String reason = "";

        Change(CommandContext context, String action) {
            super(context);
            this.action = action;
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.post(
                    "/api/jobs/" + id + "/" + action,
                    JsonNodeFactory.instance.objectNode().put("reason", reason));
        }

        @Override
        String show(JsonNode answer) {
            return one(answer);
        }
    }

    @Command(name = "pause", description = "Submits nothing more; what is under way ends.")
    static final class Pause extends Change {
        Pause(CommandContext context) {
            super(context, "pause");
        }
    }

    @Command(name = "resume", description = "Goes on after a pause, or after failures stopped it.")
    static final class Resume extends Change {
        Resume(CommandContext context) {
            super(context, "resume");
        }
    }

    @Command(name = "cancel", description = "Ends a job; dead letters that were not submitted stay as they are.")
    static final class Cancel extends Change {
        Cancel(CommandContext context) {
            super(context, "cancel");
        }
    }
}
