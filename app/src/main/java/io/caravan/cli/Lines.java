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

    /** {@code 2026-03-01T13:05:00Z}, whatever fraction of a second there is. */
    static String toTheSecond(String instant) {
        int point = instant.indexOf('.');
        return point < 0 || !instant.endsWith("Z") ? instant : instant.substring(0, point) + "Z";
    }
}
