package io.caravan.ledger;

import io.caravan.fhir.JsonParts;
import io.caravan.ledger.Preview.Field;
import io.caravan.ledger.Preview.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** In which elements two rendered resources differ. Lists are compared entry by entry, whatever their order. */
final class ElementDiff {
    private final List<Field> fields = new ArrayList<>();

    private ElementDiff() {}

    /** @param before empty = there is none */
    static List<Field> of(String before, String after) {
        ElementDiff diff = new ElementDiff();
        diff.objects("", before.isEmpty() ? "{}" : before, after.isEmpty() ? "{}" : after);
        return diff.fields;
    }

    private void objects(String prefix, String before, String after) {
        Map<String, String> old = members(before);
        Map<String, String> made = members(after);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(made.keySet());
        for (String name : names) {
            if (prefix.isEmpty() && (name.equals("resourceType") || name.equals("id"))) {
                continue;
            }
            values(prefix + name, old.getOrDefault(name, ""), made.getOrDefault(name, ""));
        }
    }

    private void values(String element, String before, String after) {
        if (before.equals(after)) {
            return;
        }
        if (before.startsWith("{") && after.startsWith("{")) {
            objects(element + '.', before, after);
        } else if (before.startsWith("[") || after.startsWith("[")) {
            lists(element, before, after);
        } else {
            add(element, before, after);
        }
    }

    private void lists(String element, String before, String after) {
        List<String> gone = entries(before);
        List<String> come = entries(after);
        for (String entry : List.copyOf(gone)) {
            if (come.remove(entry)) {
                gone.remove(entry);
            }
        }
        if (gone.size() == 1 && come.size() == 1) {
            values(element, gone.get(0), come.get(0));
            return;
        }
        gone.forEach(entry -> add(element, entry, ""));
        come.forEach(entry -> add(element, "", entry));
        if (gone.isEmpty() && come.isEmpty()) {
            add(element, before, after); // only their order is another one
        }
    }

    private void add(String element, String before, String after) {
        fields.add(new Field(Kind.SET, element, present(before), present(after), Optional.empty()));
    }

    private static Optional<String> present(String json) {
        return json.isEmpty() ? Optional.empty() : Optional.of(json);
    }

    private static List<String> entries(String json) {
        if (json.startsWith("[")) {
            return new ArrayList<>(JsonParts.entries(json));
        }
        return json.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(json));
    }

    private static Map<String, String> members(String object) {
        Map<String, String> members = new TreeMap<>();
        JsonParts.addTo(object, members);
        return members;
    }
}
