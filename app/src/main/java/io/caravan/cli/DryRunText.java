package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A dry run for people. */
final class DryRunText {
    private DryRunText() {}

    static String of(JsonNode letters) {
        StringBuilder text = new StringBuilder();
        letters.forEach(letter -> letter(letter, text));
        return text.toString();
    }

    private static void letter(JsonNode letter, StringBuilder text) {
        JsonNode run = letter.path("dryRun");
        String outcome = run.path("outcome").asText();
        text.append("Dead letter ")
                .append(letter.path("id").asLong())
                .append(" would be ")
                .append(outcome);
        if (run.has("failure")) {
            JsonNode failure = run.path("failure");
            text.append(": ").append(failure.path("code").asText());
            text.append(" at ").append(failure.path("place").asText());
        }
        if (run.has("rule")) {
            text.append(" by rule ").append(run.path("rule").asText());
        }
        if (run.has("why")) {
            text.append(": ").append(run.path("why").asText());
        }
        text.append(".\n");
        if (letter.path("waitsForApproval").asBoolean()) {
            text.append("Another user must approve its edits first: caravan deadletter approve.\n");
        }
        if (run.path("refiled").asInt() > 0) {
            text.append(run.path("refiled").asInt()).append(" more resources would follow the merge.\n");
        }
        if (!run.path("resources").isEmpty()) {
            text.append(table(run.path("resources")));
        }
    }

    private static Table table(JsonNode resources) {
        Table table = new Table("resource", "action", "element", "effect", "before", "after", "newer");
        for (JsonNode resource : resources) {
            String name = resource.path("type").asText() + " "
                    + resource.path("number").asInt();
            for (JsonNode field : resource.path("fields")) {
                table.row(
                        name,
                        resource.path("action").asText(),
                        field.path("element").asText(),
                        field.path("effect").asText(),
                        shown(field, "before"),
                        shown(field, "after"),
                        newer(field.path("newer")));
            }
        }
        return table;
    }

    private static String shown(JsonNode field, String name) {
        JsonNode value = field.path(name);
        return value.isMissingNode() ? "***" : value.isNull() ? "" : value.toString();
    }

    private static String newer(JsonNode newer) {
        return newer.isMissingNode()
                ? ""
                : (newer.path("at").asText() + " " + newer.path("from").asText()).strip();
    }
}
