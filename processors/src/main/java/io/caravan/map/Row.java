package io.caravan.map;

import java.util.List;
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

    /** The aliases of a SELECT, in its order. */
    public record Columns(List<String> names) {
        public Columns {
            names = List.copyOf(names);
        }

        public int indexOf(String name) {
            return names.indexOf(name);
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
