package io.caravan.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows in columns, for people; numbers stand below each other by their ends. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> numbers = new HashSet<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    void row(Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            if (cell instanceof Number) {
                numbers.add(texts.size());
            }
            texts.add(String.valueOf(cell));
        }
        rows.add(texts);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String padding = " ".repeat(width(i) - row.get(i).length());
                line.append(numbers.contains(i) ? padding + row.get(i) : row.get(i) + padding)
                        .append("  ");
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
