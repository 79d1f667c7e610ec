package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The JSON of {@code status}, for people. */
public final class StatusTable {

    private StatusTable() {}

    public static String of(JsonNode status) {
        Table table = new Table(
                "class",
                "read",
                "applied",
                "superseded",
                "merged",
                "excluded",
                "dead",
                "in flight",
                "residual",
                "state",
                "");
        status.path("classes").properties().forEach(entry -> {
            JsonNode one = entry.getValue();
            String reason = one.path("reason").asText();
            String finish = one.path("finish").asText();
            table.row(
                    entry.getKey(),
                    one.path("read").asLong(),
                    one.path("applied").asLong(),
                    one.path("superseded").asLong(),
                    one.path("merged").asLong(),
                    one.path("excluded").asLong(),
                    one.path("deadLettered").asLong(),
                    one.path("inFlight").asLong(),
                    one.path("residual").asLong(),
                    one.path("state").asText(),
                    (reason + (finish.isEmpty() ? "" : " until " + finish)).strip());
        });
        return table.toString();
    }
}
