package io.caravan.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds keys that do not exist, and what was probably meant. */
final class UnknownKeys {

    private UnknownKeys() {}

    static List<ConfigProblem> in(Given given) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (String key : given.values().keySet().stream().sorted().toList()) {
            if (ConfigKeys.ALL.stream().noneMatch(known -> known.covers(key))) {
                String remedy = suggestion(key)
                        .map(likely -> "did you mean " + likely + "?")
                        .orElse("docs/reference/configuration.md lists all keys");
                problems.add(new ConfigProblem(
                        key, "is not a key (" + given.origins().get(key) + ")", remedy));
            }
        }
        return problems;
    }

    private static Optional<String> suggestion(String key) {
        return ConfigKeys.ALL.stream()
                .flatMap(known -> known.likened(key).stream())
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .filter(known -> distance(known, key) <= Math.max(2, key.length() / 4));
    }

    /** How many letters to change, add or take away (Levenshtein). */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[right.length()];
    }
}
