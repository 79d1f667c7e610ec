package io.caravan.map;

import io.caravan.fhir.ListParts;
import io.caravan.fold.Change;
import java.util.function.Function;

/**
 * The rule of absent, NULL and value for the columns of a row: an absent column says nothing, NULL clears, a value is set. A
 * value that its writer cannot use changes nothing.
 */
public final class RowFields {
    private final Row row;
    private final Change.Builder change;

    public RowFields(Row row, Change.Builder change) {
        this.row = row;
        this.change = change;
    }

    /** The path of one source's part of a list that several fill, see {@link ListParts}. */
    public static String part(String element, String key) {
        return ListParts.path(element, key);
    }

    public void value(String column, String path, Function<String, String> writer) {
        if (row.isNull(column)) {
            change.clear(path);
            return;
        }
        row.find(column).map(text -> writer.apply(text.strip())).ifPresent(json -> {
            if (!json.isEmpty()) {
                change.set(path, json);
            }
        });
    }

    /** A column of dates or times to a FHIR dateTime. */
    public void time(String column, String path, Mapping mapping) {
        if (row.isNull(column)) {
            change.clear(path);
        } else {
            row.find(column)
                    .ifPresent(text -> mapping.time(text.strip(), column).set(change, path));
        }
    }
}
