package io.caravan.message;

import java.util.Locale;

/** The classes of data that travel on a route of their own. */
public enum DataClass {
    ADT,
    ORDERS,
    LABS,
    MEDICATIONS;

    /** The name in configuration, routes, the command line and JSON: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the known classes, for a label that is none of them */
    public static DataClass of(String label) {
        for (DataClass dataClass : values()) {
            if (dataClass.label().equals(label)) {
                return dataClass;
            }
        }
        throw new IllegalArgumentException(
                "\"" + label + "\" is not a data class; known are adt, orders, labs, medications");
    }
}
