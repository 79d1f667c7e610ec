package io.caravan.map;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for tests. */
public final class Rows {
    private Rows() {}

    /** @param columnsAndValues name and value by turns; the value null is SQL NULL */
    public static Row row(long versionSeconds, @Nullable String... columnsAndValues) {
        List<String> names = new ArrayList<>();
        @Nullable String[] values = new @Nullable String[columnsAndValues.length / 2];
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            names.add(columnsAndValues[i]);
            values[i / 2] = columnsAndValues[i + 1];
        }
        return new Row(new Row.Columns(names), values, versionSeconds * 1_000_000);
    }
}
