package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.Map;
import java.util.UUID;

/**
 * The identifiers a patient has from those that were merged into it: the ledger keeps them as hidden facts, and they are shown
 * as old ones unless the patient says something of its own about them.
 */
public final class OldIdentifiers implements DerivedFields {
    /** The identifiers of a patient, by key. */
    public static final String IDENTIFIERS = "identifier[";

    /** Those that came by a merge, by the patient they are of and the key they have there. */
    private static final String OLD_IDENTIFIERS = "#old[";

    /** Where a survivor keeps an identifier of a subsumed patient. */
    public static String path(UUID of, String identifierPath) {
        return under(of) + identifierPath.substring(IDENTIFIERS.length());
    }

    /** What the paths of all that came from one patient begin with. */
    public static String under(UUID of) {
        return OLD_IDENTIFIERS + of + ":";
    }

    private static final int KEY_AT = OLD_IDENTIFIERS.length() + 36 + 1;

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        for (Map.Entry<String, ResourceState.Entry> old :
                state.fieldsUnder(OLD_IDENTIFIERS).entrySet()) {
            String json = old.getValue().json();
            String path = IDENTIFIERS + old.getKey().substring(KEY_AT);
            if (json != null && !elements.containsKey(path)) {
                elements.put(path, asOld(json));
            }
        }
    }

    /** Sets the identifier's own {@code use}; those of nested objects are left. */
    static String asOld(String identifier) {
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
