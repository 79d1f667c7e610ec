package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A flat JSON object, one property a line. */
final class Lines {

    private Lines() {}

    static String of(JsonNode object) {
        StringBuilder out = new StringBuilder();
        object.properties()
                .forEach(field -> out.append(String.format(
                        "%-12s %s%n", field.getKey(), field.getValue().asText())));
        return out.toString();
    }
}
