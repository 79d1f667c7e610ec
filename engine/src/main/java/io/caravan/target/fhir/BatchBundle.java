package io.caravan.target.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.target.Target.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A FHIR batch: each entry stands and falls by itself, so that one refused resource does not hold back the others.
 */
final class BatchBundle {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BatchBundle() {}

    /** The resources are JSON already and are put in as they are. */
    static String of(List<Delivery> deliveries, Function<Delivery, Optional<String>> etags) {
        StringBuilder json = new StringBuilder(1024 * deliveries.size());
        json.append("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[");
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            json.append(i == 0 ? "" : ",")
                    .append("{\"resource\":")
                    .append(delivery.json())
                    .append(",\"request\":{\"method\":\"PUT\",\"url\":\"")
                    .append(delivery.reference())
                    .append('"');
            etags.apply(delivery)
                    .ifPresent(etag -> json.append(",\"ifMatch\":")
                            .append(JSON.getNodeFactory().textNode(etag)));
            json.append("}}");
        }
        return json.append("]}").toString();
    }

    /** @return one answer for each entry sent; empty when this is no answer to a batch of so many entries */
    static Optional<List<Answer>> answers(Answer whole, int entries) {
        if (!whole.isDone()) {
            return Optional.empty();
        }
        try {
            JsonNode answered = JSON.readTree(whole.body()).path("entry");
            if (answered.size() != entries) {
                return Optional.empty();
            }
            List<Answer> answers = new ArrayList<>(entries);
            for (JsonNode entry : answered) {
                answers.add(answer(entry.path("response"), whole.retryAfter()));
            }
            return Optional.of(answers);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The status is text that begins with the number: {@code 201 Created}. */
    private static Answer answer(JsonNode response, Duration retryAfter) {
        String status = response.path("status").asText("").strip();
        Optional<String> etag = Optional.of(response.path("etag").asText("")).filter(text -> !text.isEmpty());
        if (status.length() < 3 || !status.substring(0, 3).chars().allMatch(Character::isDigit)) {
            return Answer.none("no-status");
        }
        return new Answer(Integer.parseInt(status.substring(0, 3)), etag, retryAfter, "", "");
    }
}
