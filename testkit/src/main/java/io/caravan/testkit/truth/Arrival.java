package io.caravan.testkit.truth;

import io.caravan.map.Mapped;
import io.caravan.message.DataClass;

/**
 * One record that reaches Caravan.
 *
 * @param what for the failure message of a test
 * @param isRow whether it is read from the old database
 */
public record Arrival(String what, DataClass dataClass, boolean isRow, Mapped mapped) {

    public static Arrival message(String what, DataClass dataClass, String... segments) {
        return new Arrival(what, dataClass, false, Site.message(dataClass, segments));
    }

    public static Arrival row(String what, DataClass dataClass, long versionMicros, String... columnsAndValues) {
        return new Arrival(what, dataClass, true, Site.row(dataClass, versionMicros, columnsAndValues));
    }

    @Override
    public String toString() {
        return what;
    }
}
