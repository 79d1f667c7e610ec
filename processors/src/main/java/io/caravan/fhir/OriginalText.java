package io.caravan.fhir;

/** What was written, beside an element whose value cannot say it: as an extension of the element ({@code _birthDate}). */
public final class OriginalText {
    private static final String URL = "http://hl7.org/fhir/StructureDefinition/originalText";

    private OriginalText() {}

    /** The element that stands under the name with the underscore. */
    public static String element(String text) {
        return "{\"extension\":[" + extension(URL, text) + "]}";
    }

    /** An extension of its own, for a resource or a list. */
    public static String extension(String url, String text) {
        return "{\"url\":\"" + url + "\",\"valueString\":" + Json.string(text) + "}";
    }
}
