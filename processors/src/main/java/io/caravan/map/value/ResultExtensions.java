package io.caravan.map.value;

import io.caravan.fhir.Json;

/** What messages say of results and answers, and FHIR R4 has no element for. */
public final class ResultExtensions {
    private static final String OWN = "urn:caravan:extension:";
    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";

    private ResultExtensions() {}

    /** One entry of {@code extension}, by a name of ours; empty text for an empty value. */
    public static String of(String name, String type, String json) {
        return entry(OWN + name, type, json);
    }

    /** One that FHIR publishes. */
    public static String published(String name, String type, String json) {
        return entry(CORE + name, type, json);
    }

    private static String entry(String url, String type, String json) {
        return json.isEmpty()
                ? ""
                : Json.object().text("url", url).raw(type, json).end();
    }

    /** The extensions of an element, for its underscore twin where it is a primitive one; empty text for none. */
    public static String holder(String extension) {
        return extension.isEmpty() ? "" : "{\"extension\":[" + extension + "]}";
    }

    /** The text as it was sent, beside an element that cannot say all of it. */
    public static String originalText(String text) {
        return published("originalText", "valueString", Json.string(text));
    }
}
