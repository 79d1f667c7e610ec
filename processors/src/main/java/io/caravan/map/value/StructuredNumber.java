package io.caravan.map.value;

import io.caravan.fhir.Decimals;
import java.util.Optional;

/** The four parts of an SN; each may be empty. */
record StructuredNumber(String comparator, String first, String separator, String second) {
    private static final String SEPARATORS = ":/-+";

    /** The parts of a text; empty where they cannot be told apart. */
    static Optional<StructuredNumber> read(String text) {
        String rest = text.strip();
        if (rest.indexOf('^') >= 0) {
            return Optional.of(ofComponents(rest));
        }
        int end = 0;
        while (end < rest.length() && "<>=".indexOf(rest.charAt(end)) >= 0) {
            end++;
        }
        String comparator = rest.substring(0, end);
        String numbers = rest.substring(end).strip();
        if (!Decimals.lenient(numbers).isEmpty()) {
            return Optional.of(new StructuredNumber(comparator, numbers, "", ""));
        }
        for (int i = 1; i < numbers.length(); i++) {
            if (SEPARATORS.indexOf(numbers.charAt(i)) >= 0) {
                String first = numbers.substring(0, i).strip();
                String second = numbers.substring(i + 1).strip();
                boolean read = !Decimals.lenient(first).isEmpty()
                        && (second.isEmpty() || !Decimals.lenient(second).isEmpty());
                if (read) {
                    return Optional.of(new StructuredNumber(comparator, first, numbers.substring(i, i + 1), second));
                }
            }
        }
        return Optional.empty();
    }

    private static StructuredNumber ofComponents(String text) {
        String[] parts = {"", "", "", ""};
        int from = 0;
        for (int i = 0; i < parts.length && from <= text.length(); i++) {
            int end = text.indexOf('^', from);
            parts[i] = text.substring(from, end < 0 ? text.length() : end).strip();
            from = end < 0 ? text.length() + 1 : end + 1;
        }
        return new StructuredNumber(parts[0], parts[1], parts[2], parts[3]);
    }
}
