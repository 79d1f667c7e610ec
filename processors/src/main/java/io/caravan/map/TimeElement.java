package io.caravan.map;

import io.caravan.fhir.Json;
import io.caravan.fhir.OriginalText;
import io.caravan.fhir.OriginalTimes;
import io.caravan.fold.Change;

/**
 * A time as FHIR text, with what was written where that says something else: more or less precise, or not there at all.
 *
 * @param value FHIR dateTime; empty where there is none
 * @param original the text of the source; empty where the value tells all of it
 */
public record TimeElement(String value, String original) {
    static final TimeElement NONE = new TimeElement("", "");

    /** Sets an element and the text beside it. What is no time at all changes nothing. */
    public void set(Change.Builder change, String path) {
        if (!value.isEmpty()) {
            change.set(path, Json.string(value));
        } else if (!original.isEmpty()) {
            change.clear(path);
        }
        if (!original.isEmpty()) {
            change.set(OriginalTimes.path(path), OriginalText.element(original));
        }
    }
}
