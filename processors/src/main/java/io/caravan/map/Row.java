package io.caravan.map;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a legacy SELECT. Names are the column aliases of the contract, lower case. Values are text: numbers as plain
 * decimals, dates as {@code 2026-03-01}, times as {@code 2026-03-01T13:05:00[.ffffff]} in the source's zone, or with an
 * offset where the column has one.
 *
 * @param columns shared between the rows of a page
 * @param values null = SQL NULL
 * @param versionMicros the row's version, microseconds since the epoch: its version column, else the segment's low watermark
 */
public record Row(Columns columns, @Nullable String[] values, long versionMicros) {

    /** The aliases of a SELECT, in its order. A mapper asks for each of its columns in each row, so they are found by hash. */
    public static final class Columns {
        private final List<String> names;
        private final Map<String, Integer> indexes;

        public Columns(List<String> names) {
            this.names = List.copyOf(names);
            this.indexes = new HashMap<>(names.size() * 2);
            for (int i = 0; i < names.size(); i++) {
                indexes.putIfAbsent(names.get(i), i);
            }
        }

        public List<String> names() {
            return names;
        }

        /** Negative for a column that is not there. */
        public int indexOf(String name) {
            Integer index = indexes.get(name);
            return index == null ? -1 : index;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Columns columns && names.equals(columns.names);
        }

        @Override
        public int hashCode() {
            return names.hashCode();
        }

        @Override
        public String toString() {
            return names.toString();
        }
    }

    /** Whether the SELECT has this column: absent means unknown, present and NULL means cleared. */
    public boolean has(String column) {
        return columns.indexOf(column) >= 0;
    }

    /** Whether the column is there and NULL. A blank text counts as NULL: old databases do not tell them apart. */
    public boolean isNull(String column) {
        int index = columns.indexOf(column);
        return index >= 0 && blank(values[index]);
    }

    public Optional<String> find(String column) {
        int index = columns.indexOf(column);
        return index < 0 || blank(values[index]) ? Optional.empty() : Optional.ofNullable(values[index]);
    }

    private static boolean blank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
