package io.caravan.testkit.truth;

import io.caravan.fold.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Two targets side by side: only the resources that are not the same, so that a failure can be read. */
public final class Differences {
    private Differences() {}

    public static List<String> of(Map<ResourceKey, String> right, Map<ResourceKey, String> found) {
        List<String> differences = new ArrayList<>();
        TreeSet<ResourceKey> keys = new TreeSet<>(right.keySet());
        keys.addAll(found.keySet());
        for (ResourceKey key : keys) {
            String expected = right.getOrDefault(key, "nothing");
            String actual = found.getOrDefault(key, "nothing");
            if (!expected.equals(actual)) {
                differences.add("\n" + key.reference() + "\n right " + expected + "\n found " + actual);
            }
        }
        return differences;
    }
}
