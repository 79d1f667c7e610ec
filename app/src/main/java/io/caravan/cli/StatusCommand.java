package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "status", description = "What each data class has done, is doing, and when it will finish.")
final class StatusCommand extends ApiCommand {

    StatusCommand(CommandContext context) {
        super(context);
    }

    @Override
    JsonNode ask(ApiClient client) {
        return client.get("/api/status");
    }

    @Override
    String show(JsonNode answer) {
        return StatusTable.of(answer);
    }
}
