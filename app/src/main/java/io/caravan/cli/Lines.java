package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The plain properties of a JSON object, one a line. */
final class Lines {

    private Lines() {}

    static String of(JsonNode object) {
        StringBuilder out = new StringBuilder();
        object.properties().forEach(field -> {
            if (field.getValue().isValueNode()) {
                out.append(String.format(
                        "%-12s %s%n", field.getKey(), field.getValue().asText()));
            }
        });
        return out.toString();
    }
}
