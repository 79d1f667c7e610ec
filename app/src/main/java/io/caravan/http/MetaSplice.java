package io.caravan.http;

import io.caravan.fhir.Json;
import io.caravan.ledger.ResourceStore.Stored;

/**
 * Adds {@code meta.versionId} and {@code meta.lastUpdated} to a resource: the store knows them, the sealed bytes do not, so
 * that a resource that did not change has the same bytes.
 */
final class MetaSplice {

    private MetaSplice() {}

    static String splice(Stored stored) {
        String json = stored.json();
        String members = "\"versionId\":\"" + stored.version() + "\",\"lastUpdated\":"
                + Json.string(FhirInstants.format(stored.lastUpdated()));
        int meta = topLevelMeta(json);
        if (meta < 0) {
            int afterId = afterFirstValue(json, "\"id\":");
            return json.substring(0, afterId) + ",\"meta\":{" + members + "}" + json.substring(afterId);
        }
        int inside = json.indexOf('{', meta) + 1;
        boolean empty = json.charAt(inside) == '}';
        return json.substring(0, inside) + members + (empty ? "" : ",") + json.substring(inside);
    }

    /** Where the member {@code meta} of the resource itself begins, or -1; one of a contained resource does not count. */
    private static int topLevelMeta(String json) {
        int depth = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                if (depth == 1 && json.startsWith("\"meta\":", i)) {
                    return i;
                }
                i = endOfString(json, i);
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return -1;
    }

    private static int endOfString(String json, int quote) {
        int i = quote + 1;
        while (json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private static int afterFirstValue(String json, String name) {
        int at = json.indexOf(name);
        if (at < 0) {
            throw new IllegalStateException("a stored resource has no id");
        }
        return endOfString(json, at + name.length()) + 1;
    }
}
