package io.caravan.deadletter;

import io.caravan.message.DataClass;

/**
 * A legacy row that cannot go on.
 *
 * @param rowKey the key columns' values, in clear; stored as keyed hash, and sealed
 * @param rowJson the row in clear; stored sealed
 */
public record RowLetter(DataClass dataClass, String source, String rowKey, String rowJson, Failure failure) {

    /** Without key and row: they hold patient data. */
    @Override
    public String toString() {
        return "row letter of " + dataClass.label() + " from " + source + ": " + failure;
    }
}
