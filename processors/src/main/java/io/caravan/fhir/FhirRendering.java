package io.caravan.fhir;

import io.caravan.fold.ResourceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/** Puts the fields of a state together: nested paths become objects, keyed entries arrays. */
public final class FhirRendering implements Rendering {
    private final DerivedFields derived;

    /** @param derived the elements that follow from facts, e.g. the status of an encounter from its events */
    public FhirRendering(DerivedFields derived) {
        this.derived = derived;
    }

    @Override
    public String render(ResourceState state) {
        NavigableMap<String, String> elements = new TreeMap<>();
        for (Map.Entry<String, ResourceState.Entry> field : state.fields().entrySet()) {
            String json = field.getValue().json();
            if (json != null && field.getKey().charAt(0) != '#') {
                elements.put(field.getKey(), json);
            }
        }
        derived.addTo(state, elements);
        StringBuilder out = new StringBuilder(1024);
        out.append("{\"resourceType\":\"").append(state.key().type().fhirName());
        out.append("\",\"id\":\"").append(state.key().id()).append('"');
        state.patient().ifPresent(patient -> subject(state, patient, out));
        List<Map.Entry<String, String>> sorted = new ArrayList<>(elements.entrySet());
        int at = 0;
        while (at < sorted.size()) {
            out.append(',');
            at = element(sorted, at, 0, out);
        }
        return out.append('}').toString();
    }

    private static void subject(ResourceState state, UUID patient, StringBuilder out) {
        String element = state.key().type().subjectElement();
        if (!element.isEmpty()) {
            out.append(",\"")
                    .append(element)
                    .append("\":{\"reference\":\"Patient/")
                    .append(patient)
                    .append("\"}");
        }
    }

    /** Writes {@code "name":value} for the element that begins at {@code from}. @return the index after its last entry */
    private static int element(List<Map.Entry<String, String>> sorted, int at, int from, StringBuilder out) {
        String path = sorted.get(at).getKey();
        int end = endOfName(path, from);
        String name = path.substring(from, end);
        out.append('"').append(name).append("\":");
        if (end == path.length()) {
            out.append(sorted.get(at).getValue());
            return at + 1;
        }
        String prefix = path.substring(0, end + 1);
        return path.charAt(end) == '.' ? object(sorted, at, prefix, out) : list(sorted, at, prefix, out);
    }

    private static int object(List<Map.Entry<String, String>> sorted, int at, String prefix, StringBuilder out) {
        out.append('{');
        int next = at;
        while (next < sorted.size() && sorted.get(next).getKey().startsWith(prefix)) {
            if (next > at) {
                out.append(',');
            }
            next = element(sorted, next, prefix.length(), out);
        }
        out.append('}');
        return next;
    }

    private static int list(List<Map.Entry<String, String>> sorted, int at, String prefix, StringBuilder out) {
        out.append('[');
        int next = at;
        while (next < sorted.size() && sorted.get(next).getKey().startsWith(prefix)) {
            if (next > at) {
                out.append(',');
            }
            String path = sorted.get(next).getKey();
            int close = path.indexOf(']', prefix.length());
            if (close == path.length() - 1) {
                out.append(sorted.get(next).getValue());
                next++;
            } else {
                next = object(sorted, next, path.substring(0, close + 2), out);
            }
        }
        out.append(']');
        return next;
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
}
