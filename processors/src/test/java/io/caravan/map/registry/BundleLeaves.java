package io.caravan.map.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values of resources by type and path, without what no two converters can share: logical ids, references, narrative,
 * displays, and the order of lists.
 */
final class BundleLeaves {
    private static final Set<String> OWN =
            Set.of("resourceType", "id", "meta", "text", "display", "reference", "fullUrl");

    private final Map<String, Set<String>> values = new TreeMap<>();

    /** Paths such as {@code Patient name/family}, with their values. */
    Map<String, Set<String>> values() {
        return values;
    }

    void add(JsonNode resource) {
        String type = resource.path("resourceType").asText();
        resource.properties().forEach(field -> {
            // narrative is an object; the text of a concept, deeper down, is a string that counts
            if (!OWN.contains(field.getKey())) {
                add(type + " " + field.getKey(), field.getValue());
            }
        });
    }

    private void add(String path, JsonNode node) {
        if (node.isArray()) {
            node.forEach(entry -> add(path, entry));
        } else if (node.isObject()) {
            String url = node.path("url").asText();
            String here = path.endsWith("xtension") ? path + "(" + url.substring(url.lastIndexOf('/') + 1) + ")" : path;
            node.properties().forEach(field -> {
                if (field.getKey().equals("text") ? field.getValue().isTextual() : !OWN.contains(field.getKey())) {
                    add(here + "/" + field.getKey(), field.getValue());
                }
            });
        } else {
            String value = node.asText().strip();
            if (!value.isEmpty()) {
                values.computeIfAbsent(path, none -> new TreeSet<>()).add(instant(value));
            }
        }
    }

    /** Times are compared as instants, in whichever zone they are written. */
    private static String instant(String text) {
        if (text.length() < 20 || text.charAt(10) != 'T') {
            return text;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException e) {
            return text;
        }
    }
}
