package io.caravan.map.labs;

import io.caravan.fhir.Json;

/** What messages say of results and FHIR R4 has no element for. */
final class LabExtensions {
    private static final String OWN = "urn:caravan:extension:";
    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";

    private LabExtensions() {}

    /** One entry of {@code extension}, by a name of ours; empty text for an empty value. */
    static String of(String name, String type, String json) {
        return entry(OWN + name, type, json);
    }

    /** One that FHIR publishes. */
    static String published(String name, String type, String json) {
        return entry(CORE + name, type, json);
    }

    private static String entry(String url, String type, String json) {
        return json.isEmpty()
                ? ""
                : Json.object().text("url", url).raw(type, json).end();
    }

    /** The extensions of an element, for its underscore twin where it is a primitive one; empty text for none. */
    static String holder(String extension) {
        return extension.isEmpty() ? "" : "{\"extension\":[" + extension + "]}";
    }

    /** The text as it was sent, beside an element that cannot say all of it. */
    static String originalText(String text) {
        return published("originalText", "valueString", Json.string(text));
    }
}
