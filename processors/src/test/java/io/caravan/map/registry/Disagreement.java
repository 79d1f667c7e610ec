package io.caravan.map.registry;

import io.caravan.codes.CsvLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where other converters say something else of a message than we do, who is right, and why.
 *
 * @param messages type and event, {@code *} for any characters: {@code ADT^*}
 * @param fact type and path of {@link BundleLeaves}, {@code *} for any characters: {@code Patient contact/*}
 * @param right {@code ours}, {@code theirs}, {@code both} (two ways to say it), or {@code not carried}
 */
record Disagreement(String messages, String fact, String right, String why) {
    private static final Set<String> RIGHT = Set.of("ours", "theirs", "both", "not carried");
    private static final int COLUMNS = 4;

    static List<Disagreement> read(Path file) {
        try {
            List<Disagreement> all = new ArrayList<>();
            List<String> lines = Files.readAllLines(file);
            for (int i = 1; i < lines.size(); i++) {
                List<String> cells = CsvLine.cells(lines.get(i));
                if (cells.size() != COLUMNS
                        || !RIGHT.contains(cells.get(2))
                        || cells.get(3).isEmpty()) {
                    throw new IllegalArgumentException(
                            file + " line " + (i + 1) + ": messages, fact, right (one of " + RIGHT + "), why");
                }
                all.add(new Disagreement(cells.get(0), cells.get(1), cells.get(2), cells.get(3)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean covers(String message, String path) {
        return matches(messages, 0, message, 0) && matches(fact, 0, path, 0);
    }

    private static boolean matches(String pattern, int at, String text, int from) {
        int star = pattern.indexOf('*', at);
        if (star < 0) {
            return text.substring(from).equals(pattern.substring(at));
        }
        if (!text.startsWith(pattern.substring(at, star), from)) {
            return false;
        }
        for (int rest = from + star - at; rest <= text.length(); rest++) {
            if (matches(pattern, star + 1, text, rest)) {
                return true;
            }
        }
        return false;
    }
}
