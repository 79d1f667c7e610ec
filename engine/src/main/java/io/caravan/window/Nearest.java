package io.caravan.window;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant. */
final class Nearest {
    private static final int FAR = 3;

    private Nearest() {}

    static Optional<String> to(String written, Collection<String> known) {
        String lower = written.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(name -> new Distant(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(one -> one.distance() <= Math.min(FAR, 1 + written.length() / 3))
                .min(Comparator.comparingInt(Distant::distance).thenComparing(Distant::name))
                .map(Distant::name);
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private record Distant(String name, int distance) {}
}
