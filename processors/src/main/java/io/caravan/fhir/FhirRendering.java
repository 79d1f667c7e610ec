package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Puts the fields of a state together: nested paths become objects, keyed entries arrays. Elements stand in the order of
 * their paths, so that the same state always gives the same bytes. An empty value is left out, for FHIR knows none; where an
 * element is set as a whole and in parts, the whole counts, for an element cannot stand twice.
 */
public final class FhirRendering implements Rendering {
    private final DerivedFields derived;

    /** @param derived the elements that follow from facts, e.g. the status of an encounter from its events */
    public FhirRendering(DerivedFields derived) {
        this.derived = derived;
    }

    @Override
    public String render(ResourceState state) {
        Map<String, String> elements = new HashMap<>(64);
        state.forEachField((path, entry) -> {
            String json = entry.json();
            if (json != null && path.charAt(0) != '#') {
                elements.put(path, json);
            }
        });
        derived.addTo(state, elements);
        elements.values().removeIf(FhirRendering::isEmpty);
        StringBuilder out = new StringBuilder(1024);
        out.append("{\"resourceType\":\"").append(state.key().type().fhirName());
        out.append("\",\"id\":\"").append(state.key().id()).append('"');
        state.patient().ifPresent(patient -> subject(state, patient, elements, out));
        new Tree(elements, out).members();
        return out.append('}').toString();
    }

    private static boolean isEmpty(String json) {
        return json.isEmpty() || json.equals("{}") || json.equals("[]") || json.equals("\"\"") || json.equals("null");
    }

    private static void subject(ResourceState state, UUID patient, Map<String, String> elements, StringBuilder out) {
        String element = state.key().type().subjectElement();
        if (!element.isEmpty()) {
            elements.remove(element);
            boolean many = state.key().type().hasManySubjects();
            out.append(",\"").append(element).append(many ? "\":[" : "\":");
            out.append("{\"reference\":\"Patient/").append(patient).append(many ? "\"}]" : "\"}");
        }
    }

    /** Writes sorted paths as a tree. All paths with a common beginning stand together, so one pass does it. */
    private static final class Tree {
        private final Map<String, String> elements;
        private final String[] paths;
        private final StringBuilder out;
        private int at;

        Tree(Map<String, String> elements, StringBuilder out) {
            this.elements = elements;
            this.paths = elements.keySet().toArray(new String[0]);
            Arrays.sort(paths);
            this.out = out;
        }

        void members() {
            while (at < paths.length) {
                member(0, ',');
            }
        }

        /** Writes {@code "name":value} for the element that begins at {@code from}. @return whether it wrote anything */
        private boolean member(int from, char separator) {
            String path = paths[at];
            int end = endOfName(path, from);
            String prefix = end == path.length() ? path : path.substring(0, end + 1);
            if (end < path.length() && elements.containsKey(path.substring(0, end))) {
                skip(prefix);
                return false;
            }
            if (separator != 0) {
                out.append(separator);
            }
            out.append('"').append(path, from, end).append("\":");
            if (end == path.length()) {
                out.append(elements.get(paths[at++]));
            } else if (path.charAt(end) == '.') {
                object(prefix);
            } else {
                list(prefix);
            }
            return true;
        }

        private void object(String prefix) {
            out.append('{');
            boolean written = false;
            while (isUnder(prefix)) {
                written |= member(prefix.length(), written ? ',' : 0);
            }
            out.append('}');
        }

        private void list(String prefix) {
            out.append('[');
            boolean written = false;
            while (isUnder(prefix)) {
                String path = paths[at];
                int close = endOfKey(path, prefix.length());
                if (written) {
                    out.append(',');
                }
                written = true;
                if (close >= path.length() - 1) {
                    out.append(elements.get(paths[at++]));
                    skip(path + ".");
                } else {
                    object(path.substring(0, close + 2));
                }
            }
            out.append(']');
        }

        private void skip(String prefix) {
            while (isUnder(prefix)) {
                at++;
            }
        }

        private boolean isUnder(String prefix) {
            return at < paths.length && paths[at].startsWith(prefix);
        }

        private static int endOfName(String path, int from) {
            for (int i = from; i < path.length(); i++) {
                char c = path.charAt(i);
                if (c == '.' || c == '[') {
                    return i;
                }
            }
            return path.length();
        }

        /** A key may hold brackets of its own: it ends where the path does, or where a part begins. */
        private static int endOfKey(String path, int from) {
            for (int i = path.indexOf(']', from); i >= 0; i = path.indexOf(']', i + 1)) {
                if (i == path.length() - 1 || path.charAt(i + 1) == '.') {
                    return i;
                }
            }
            return path.length() - 1;
        }
    }
}
