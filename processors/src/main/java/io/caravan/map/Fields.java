package io.caravan.map;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.ListParts;
import io.caravan.fold.Change;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.List;
import java.util.function.Function;

/**
 * The rule of absent, null and value (clinical policies, "absent, null, value") for the fields of one segment: an empty
 * field changes nothing, a null field clears, a value is set. A value that its writer cannot use changes nothing.
 */
public final class Fields {
    private final Change.Builder change;
    private final Segment segment;

    public Fields(Change.Builder change, Segment segment) {
        this.change = change;
        this.segment = segment;
    }

    /** The path of one source's part of a list that several fill, see {@link ListParts}. */
    public static String part(String element, String key) {
        return ListParts.path(element, key);
    }

    /** First repetition to one JSON value. */
    public void value(int field, String path, Function<Repetition, String> writer) {
        if (segment.isNull(field)) {
            change.clear(path);
        } else if (segment.has(field)) {
            set(path, writer.apply(segment.first(field)));
        }
    }

    /** All repetitions, each to one entry, replacing the list. */
    public void list(int field, String path, Function<Repetition, String> writer) {
        if (segment.isNull(field)) {
            change.clear(path);
        } else if (segment.has(field)) {
            set(path, Fragments.list(segment, field, writer));
        }
    }

    /** All repetitions to one JSON value. */
    public void whole(int field, String path, Function<List<Repetition>, String> writer) {
        if (segment.isNull(field)) {
            change.clear(path);
        } else if (segment.has(field)) {
            set(path, writer.apply(segment.repetitions(field)));
        }
    }

    /** The first repetition as a FHIR dateTime, with its original text beside it where that says more. */
    public void time(int field, String path, Mapping mapping) {
        if (segment.isNull(field)) {
            change.clear(path);
        } else if (segment.has(field)) {
            mapping.time(segment.text(field), segment.name() + "-" + field).set(change, path);
        }
    }

    private void set(String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }
}
