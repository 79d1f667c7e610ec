package io.caravan.fhir;

import io.caravan.hl7.Repetition;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Languages as FHIR wants them, by BCP 47 tag: two letters where ISO 639-1 has them. What is no such code stays as text: FHIR
 * allows no other code there.
 */
final class Languages {
    private static final Set<String> TWO_LETTERS = Set.of(Locale.getISOLanguages());
    private static final Map<String, String> THREE_LETTERS = threeLetters();

    /** Bibliographic codes of ISO 639-2, which differ from the terminological ones that Java knows. */
    private static final Map<String, String> BIBLIOGRAPHIC = Map.ofEntries(
            Map.entry("alb", "sq"),
            Map.entry("arm", "hy"),
            Map.entry("baq", "eu"),
            Map.entry("bur", "my"),
            Map.entry("chi", "zh"),
            Map.entry("cze", "cs"),
            Map.entry("dut", "nl"),
            Map.entry("fre", "fr"),
            Map.entry("geo", "ka"),
            Map.entry("ger", "de"),
            Map.entry("gre", "el"),
            Map.entry("ice", "is"),
            Map.entry("mac", "mk"),
            Map.entry("mao", "mi"),
            Map.entry("may", "ms"),
            Map.entry("per", "fa"),
            Map.entry("rum", "ro"),
            Map.entry("slo", "sk"),
            Map.entry("tib", "bo"),
            Map.entry("wel", "cy"));

    private Languages() {}

    /** A CodeableConcept; empty text for an empty field. */
    static String of(Repetition cwe) {
        StringBuilder codings = new StringBuilder();
        String known = "";
        for (int component : new int[] {1, 4}) {
            String tag = tag(Concepts.text(cwe, component));
            if (!tag.isEmpty() && !tag.equals(known)) {
                codings.append(codings.isEmpty() ? "" : ",")
                        .append(Json.object()
                                .text("system", "urn:ietf:bcp:47")
                                .text("code", tag)
                                .end());
                known = tag;
            }
        }
        String text = Concepts.text(cwe, 9);
        for (int component : new int[] {2, 1, 5, 4}) {
            text = text.isEmpty() ? Concepts.text(cwe, component) : text;
        }
        return Json.object()
                .raw("coding", codings.isEmpty() ? "" : "[" + codings + "]")
                .text("text", text)
                .end();
    }

    private static String tag(String code) {
        String lower = code.toLowerCase(Locale.ROOT);
        if (TWO_LETTERS.contains(lower)) {
            return lower;
        }
        String two = BIBLIOGRAPHIC.get(lower);
        return two != null ? two : THREE_LETTERS.getOrDefault(lower, "");
    }

    private static Map<String, String> threeLetters() {
        Map<String, String> codes = new HashMap<>();
        for (String two : Locale.getISOLanguages()) {
            codes.put(Locale.forLanguageTag(two).getISO3Language(), two);
        }
        return Map.copyOf(codes);
    }
}
