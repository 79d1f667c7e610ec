package io.caravan.map.labs;

import io.caravan.fold.Change;
import io.caravan.fold.Version;

/** Writes what one message says of a result under its standing: value and status stay together, however they arrive. */
final class ResultFacts {
    /** Elements written as an object of elements, because their names vary: {@code {"valueString":"…"}}. */
    static final String VALUE = "value";

    static final String STATUS = "status";

    static final String EFFECTIVE = "effective";

    private final Change.Builder change;
    private final ResultStatus status;
    private final Version version;

    /** @param version as {@link ResultStatus#version} makes it */
    ResultFacts(Change.Builder change, ResultStatus status, Version version) {
        this.change = change;
        this.status = status;
        this.version = version;
    }

    /**
     * The status itself; a result without it is known by other facts only.
     *
     * @param original the sender's code in HL7 table {@code table}; may be empty
     */
    void setStatus(String table, String original) {
        set(STATUS, status.json(table, original));
    }

    /** The value, and what is needed to see whether a later one differs from it without being a correction. */
    void setValue(String elements) {
        setOrClear(VALUE, elements);
        if (!elements.isEmpty()) {
            ResultHistory.write(status, elements, version, change);
        }
    }

    /** Nothing where the JSON is empty: what is not said does not change. */
    void set(String element, String json) {
        if (!json.isEmpty()) {
            change.set(status.standing().prefix() + element, json, version);
        }
    }

    void clear(String element) {
        change.clear(status.standing().prefix() + element, version);
    }

    /** For elements that make no sense beside another value: absent means gone. */
    void setOrClear(String element, String json) {
        if (json.isEmpty()) {
            clear(element);
        } else {
            set(element, json);
        }
    }
}
