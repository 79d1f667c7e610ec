package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import java.util.Map;
import java.util.UUID;

/**
 * What a merge leaves on the patients: the subsumed one is inactive and replaced, the survivor is active, replaces it, and
 * carries its identifiers as old ones. The facts are hidden fields, so that they fold like all others and whatever a late
 * message says of the subsumed patient cannot make it active again.
 */
public final class PatientLinks implements DerivedFields {
    /** A JSON string: the logical id of the patient into which this one was merged. */
    public static final String MERGED_INTO = "#merged-into";

    /** The identifiers of a patient, by key. */
    public static final String IDENTIFIERS = "identifier[";

    /** The identifiers that came from subsumed patients, by the key they had there. */
    public static final String OLD_IDENTIFIERS = "#old[";

    private static final String REPLACES = "#replaces[";

    /** The fact that another patient was merged into this one. */
    public static String replaces(UUID subsumed) {
        return REPLACES + subsumed + "]";
    }

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        if (state.key().type() != ResourceType.PATIENT) {
            return;
        }
        state.fieldsUnder(OLD_IDENTIFIERS).forEach((path, entry) -> {
            if (entry.json() != null) {
                elements.putIfAbsent(IDENTIFIERS + path.substring(OLD_IDENTIFIERS.length()), asOld(entry.json()));
            }
        });
        boolean replacesAny = false;
        for (Map.Entry<String, ResourceState.Entry> fact :
                state.fieldsUnder(REPLACES).entrySet()) {
            if (fact.getValue().json() != null) {
                String other =
                        fact.getKey().substring(REPLACES.length(), fact.getKey().length() - 1);
                elements.put("link[replaces " + other + "]", link(other, "replaces"));
                replacesAny = true;
            }
        }
        String into = state.find(MERGED_INTO).orElse("");
        if (!into.isEmpty()) {
            String other = into.substring(1, into.length() - 1);
            elements.put("link[replaced-by " + other + "]", link(other, "replaced-by"));
            elements.put("active", "false");
        } else if (replacesAny) {
            elements.putIfAbsent("active", "true");
        }
    }

    private static String link(String patient, String type) {
        return "{\"other\":{\"reference\":\"Patient/" + patient + "\"},\"type\":\"" + type + "\"}";
    }

    /** Sets the identifier's own {@code use}; those of nested objects are left. */
    private static String asOld(String identifier) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < identifier.length(); i++) {
            char c = identifier.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                if (depth == 1 && identifier.startsWith("\"use\":\"", i)) {
                    int end = identifier.indexOf('"', i + 7);
                    return identifier.substring(0, i + 7) + "old" + identifier.substring(end);
                }
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return identifier.equals("{}") ? "{\"use\":\"old\"}" : "{\"use\":\"old\"," + identifier.substring(1);
    }
}
