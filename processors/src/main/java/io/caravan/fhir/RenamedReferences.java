package io.caravan.fhir;

import io.caravan.fold.HiddenFacts;
import io.caravan.fold.ResourceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * References to an id that passed into another lead to the other, whether the referrer came before or after that was known. A
 * list names the other once; where an id passed into two, a list names both, a single reference the one with the lesser id.
 */
public final class RenamedReferences implements DerivedFields {

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        var renamed = state.fieldsUnder(HiddenFacts.RENAMED);
        if (renamed.isEmpty()) {
            return;
        }
        Map<String, SortedSet<String>> byPassing = new TreeMap<>();
        for (String path : renamed.keySet()) {
            String key = HiddenFacts.key(path);
            int slash = key.indexOf('/');
            byPassing
                    .computeIfAbsent(key.substring(0, slash), id -> new TreeSet<>())
                    .add(key.substring(slash + 1));
        }
        byPassing.forEach((passing, staying) -> rename(passing, staying, elements));
    }

    private static void rename(String passing, SortedSet<String> staying, Map<String, String> elements) {
        String key = "[" + passing + "]";
        String end = "/" + passing + "\"";
        List<String> paths = new ArrayList<>(2);
        elements.forEach((path, json) -> {
            if (json.contains(end)) {
                paths.add(path);
            }
        });
        for (String path : paths) {
            String json = elements.getOrDefault(path, "");
            int at = path.indexOf(key);
            if (at < 0) {
                elements.put(path, json.replace(end, "/" + staying.first() + "\""));
            } else {
                elements.remove(path);
                for (String into : staying) {
                    String other = path.substring(0, at) + "[" + into + "]" + path.substring(at + key.length());
                    elements.putIfAbsent(other, json.replace(end, "/" + into + "\""));
                }
            }
        }
    }
}
