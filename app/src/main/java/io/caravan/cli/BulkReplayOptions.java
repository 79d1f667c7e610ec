package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a replay that the server does as a job. */
final class BulkReplayOptions {
    @Option(
            names = "--all",
            description =
                    "All dead letters that the filter names, as a job on the server: only open ones unless --state"
                            + " says otherwise.")
    private boolean all;

    @Mixin
    private LetterFilterOptions filter = new LetterFilterOptions();

    @Option(names = "--preview", description = "With --all: counts what the job would take, and does nothing.")
    private boolean preview;

    @Mixin
    private JobOptions job = new JobOptions();

    boolean isAsked() {
        return all;
    }

    JsonNode ask(ApiClient client, List<Long> ids, String reason) {
        if (!ids.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "Give numbers of dead letters or --all, not both");
        }
        ObjectNode body = ApiCommand.body();
        body.set("filter", filter.json());
        if (preview) {
            return client.post("/api/jobs/preview", body);
        }
        return client.post("/api/jobs", job.into(body).put("reason", reason));
    }

    String show(JsonNode answer) {
        return preview ? preview(answer) : started(answer);
    }

    static String started(JsonNode job) {
        long id = job.path("id").asLong();
        return "Job " + id + " replays " + job.path("total").asLong() + " dead letters ("
                + job.path("selection").asText() + "). Follow it with caravan job show " + id + " --follow.\n";
    }

    private static String preview(JsonNode preview) {
        Table table = new Table("letters", "class", "source", "code", "state");
        preview.path("parts")
                .forEach(part -> table.row(
                        part.path("letters").asLong(),
                        part.path("class").asText(),
                        part.path("source").asText(),
                        part.path("code").asText(),
                        part.path("state").asText()));
        String busy = preview.path("busy").isEmpty()
                ? ""
                : "A job works on one of these sources: " + preview.path("busy")
                        + ". No other can begin before it ends.\n";
        return table + "A job would take " + preview.path("letters").asLong() + " dead letters of "
                + preview.path("patients").asLong() + " patients. Nothing was done.\n" + busy;
    }
}
