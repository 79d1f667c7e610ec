package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "release",
        description =
                "Replays the held dead letters of a group, in order, as a job: once what they waited for is there, e.g."
                        + " a code in a map or a declaration.")
final class ReleaseCommand extends ApiCommand {
    @Option(names = "--group", paramLabel = "N", required = true, description = "See caravan deadletter groups.")
    private long group;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; goes to the audit log.")
    private String reason = "";

    @Mixin
    private JobOptions job = new JobOptions();

    ReleaseCommand(CommandContext context) {
        super(context);
    }

    @Override
    JsonNode ask(ApiClient client) {
        return client.post(
                "/api/deadletters/release", job.into(body()).put("group", group).put("reason", reason));
    }

    @Override
    String show(JsonNode answer) {
        return BulkReplayOptions.started(answer);
    }
}
