package io.caravan.coverage;

import java.util.List;

/**
 * A test that says in its display name which rules it shows.
 *
 * @param keys sections of docs/clinical-rules.csv, e.g. {@code 1.3(c)}
 * @param name the class and method
 * @param sentence what the display name says after the keys
 */
record RuleTest(List<String> keys, String name, String sentence) {
    RuleTest {
        keys = List.copyOf(keys);
    }
}
