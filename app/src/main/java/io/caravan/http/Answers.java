package io.caravan.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.javalin.http.Context;
import java.util.Optional;

/** Reads requests and writes answers in JSON. */
final class Answers {
    static final int MAX_PAGE = 1_000;
    private static final int USUAL_PAGE = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    static void json(Context context, JsonNode answer) {
        context.contentType("application/json; charset=utf-8").result(answer.toString());
    }

    static void json(Context context, int status, JsonNode answer) {
        context.status(status);
        json(context, answer);
    }

    /** The request's body; an empty object where there is none. */
    static JsonNode body(Context context) {
        String text = context.body();
        if (text.isBlank()) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("The body is not JSON");
        }
        throw Problem.badRequest("The body is not a JSON object");
    }

    /** @throws Problem where it is missing: what changes something says why, for the audit */
    static String reason(JsonNode body) {
        String reason = body.path("reason").asText("").strip();
        if (reason.isEmpty()) {
            throw Problem.badRequest("Give a reason");
        }
        if (reason.length() > 500) {
            throw Problem.badRequest("A reason has at most 500 characters");
        }
        return reason;
    }

    static Optional<DataClass> dataClass(Context context) {
        return Optional.ofNullable(context.queryParam("class"))
                .filter(label -> !label.isBlank())
                .map(Answers::dataClass);
    }

    static DataClass dataClass(String label) {
        try {
            return DataClass.of(label);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    static int limit(Context context) {
        return (int) number(context, "limit", USUAL_PAGE, MAX_PAGE);
    }

    /** Lists go from the newest down; what comes before this id. */
    static long before(Context context) {
        return number(context, "before", Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("\"" + text + "\" is not a number");
        }
    }

    private static long number(Context context, String name, long usual, long most) {
        String text = context.queryParam(name);
        if (text == null || text.isBlank()) {
            return usual;
        }
        long number = id(text);
        if (number < 1 || number > most) {
            throw Problem.badRequest(name + " is from 1 to " + most);
        }
        return number;
    }
}
