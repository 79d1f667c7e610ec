package io.caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What became of it.
 *
 * @param status the JSON of {@code status}
 * @param backfill the JSON of {@code backfill status}
 * @param expected what must have been read: rows and messages
 */
record Outcome(JsonNode status, JsonNode backfill, Map<DataClass, Long> expected) {

    Outcome {
        expected = Map.copyOf(expected);
    }

    JsonNode of(DataClass dataClass) {
        return status.path("classes").path(dataClass.label());
    }

    boolean isComplete() {
        return problems().isEmpty();
    }

    /** Everything that is not as it must be in the end. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (DataClass dataClass : DataClass.values()) {
            JsonNode counts = of(dataClass);
            String state = backfill.path(dataClass.label()).path("state").asText();
            if (counts.path("residual").asLong(-1) != 0) {
                problems.add(dataClass.label() + ": the residual is "
                        + counts.path("residual").asText());
            }
            if (counts.path("inFlight").asLong(-1) != 0) {
                problems.add(dataClass.label() + ": " + counts.path("inFlight").asText() + " are still in flight");
            }
            if (counts.path("read").asLong(-1) != expected.getOrDefault(dataClass, 0L)) {
                problems.add(dataClass.label() + ": " + counts.path("read").asText() + " were read, and there are "
                        + expected.get(dataClass));
            }
            if (!state.equals("done")) {
                problems.add(dataClass.label() + ": the backfill is " + state + " "
                        + backfill.path(dataClass.label()).path("reason").asText());
            }
        }
        return problems;
    }
}
