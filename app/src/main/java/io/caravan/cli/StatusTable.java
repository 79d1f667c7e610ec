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
                "again",
                "rejected",
                "state",
                "finish",
                "");
        status.path("classes").properties().forEach(entry -> {
            JsonNode one = entry.getValue();
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
                    one.path("duplicates").asLong(),
                    one.path("rejected").asLong(),
                    one.path("state").asText(),
                    Lines.toTheSecond(one.path("finish").asText()),
                    one.path("reason").asText());
        });
        String stopped = status.path("stopped").asText();
        return table + finishes(status) + (stopped.isEmpty() ? "" : "\n" + stopped + "\n");
    }

    /** A sentence for each backfill that is not through. */
    private static String finishes(JsonNode status) {
        StringBuilder text = new StringBuilder();
        status.path("classes").properties().forEach(entry -> {
            JsonNode finishes = entry.getValue().path("finishes");
            if (finishes.isObject() && !finishes.path("state").asText().equals("done")) {
                text.append("Backfill of ").append(entry.getKey()).append(": ");
                text.append(finishes.path("sentence").asText()).append(".\n");
            }
        });
        return text.isEmpty() ? "" : "\n" + text;
    }
}
