package io.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "read", description = "Resources in plain text, for those who may; audited.")
final class ReadCommand extends ApiCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(index = "0", paramLabel = "TYPE", description = "FHIR resource type, e.g. Patient; or TYPE/ID.")
    private String type = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "Logical id, or a business identifier as system|value.")
    private String id = "";

    @Option(names = "--history", description = "All versions that are kept.")
    private boolean history;

    ReadCommand(CommandContext context) {
        super(context);
    }

    @Override
    JsonNode ask(ApiClient client) {
        int slash = type.indexOf('/');
        String name = slash < 0 ? type : type.substring(0, slash);
        String key = slash < 0 ? id : type.substring(slash + 1);
        if (key.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "Give an id, or an identifier as system|value");
        }
        if (key.indexOf('|') < 0) {
            return client.get("/fhir/" + encode(name) + "/" + encode(key) + (history ? "/_history" : ""));
        }
        JsonNode bundle = client.get("/fhir/" + encode(name) + "?identifier=" + encode(key));
        if (bundle.path("entry").isEmpty()) {
            throw new CommandFailure(ExitCode.FAILED, "There is no " + name + " with this identifier");
        }
        JsonNode entry = bundle.path("entry");
        if (history) {
            return client.get("/fhir/" + encode(name) + "/"
                    + entry.path(0).path("resource").path("id").asText() + "/_history");
        }
        return entry.size() == 1 ? entry.path(0).path("resource") : bundle;
    }

    @Override
    String show(JsonNode answer) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read can be written", e);
        }
    }
}
