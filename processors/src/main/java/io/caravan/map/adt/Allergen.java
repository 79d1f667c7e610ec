package io.caravan.map.adt;

import io.caravan.codes.Coding;
import io.caravan.fhir.Fragments;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a patient is allergic to, or that nothing is known: "no known allergies" is a statement of its own, and never an allergen.
 *
 * @param key the same allergen has the same key: its code with the system, else its text
 * @param code CodeableConcept as JSON
 */
record Allergen(String key, String code, boolean isNegation) {
    private static final String SNOMED = "http://snomed.info/sct";
    private static final Pattern NEGATION = Pattern.compile(
            "NKA|NKDA|NKFA|NONE KNOWN|NO KNOWN (DRUG |FOOD |MEDICATION |ENVIRONMENTAL )?ALLERG(Y|IES)|NO ALLERGIES( KNOWN)?");
    private static final Map<String, String> NEGATION_CODES = Map.of(
            "716186003", "No known allergy",
            "409137002", "No known drug allergy",
            "429625007", "No known food allergy",
            "428607008", "No known environmental allergy");

    private static final Map<String, String> SCOPES =
            Map.of("409137002", "medication", "429625007", "food", "428607008", "environment");

    /** AL1-3 or IAM-3; empty where it names nothing. */
    static Optional<Allergen> of(Segment segment, Fragments fragments) {
        if (!segment.has(3)) {
            return Optional.empty();
        }
        Repetition cwe = segment.first(3);
        String system = fragments.codeSystem(cwe.text(3).strip());
        return of(
                cwe.text(1).strip(),
                system,
                cwe.text(2).strip(),
                () -> fragments.concept(cwe, "allergens", segment.name() + "-3"));
    }

    /** @param concept writes the CodeableConcept of an allergen that is one */
    static Optional<Allergen> of(String code, String system, String text, Supplier<String> concept) {
        Optional<String> negation = negation(code, text);
        if (negation.isPresent()) {
            String snomed = negation.get();
            Coding coding = new Coding(SNOMED, snomed, NEGATION_CODES.getOrDefault(snomed, ""));
            String original = text.isEmpty() ? code : text;
            return Optional.of(
                    new Allergen(SNOMED + "|" + snomed, Fragments.withText(Fragments.concept(coding), original), true));
        }
        String json = concept.get();
        if (json.isEmpty()) {
            return Optional.empty();
        }
        String name = code.isEmpty() ? normal(text) : code;
        return Optional.of(new Allergen(system + "|" + name, json, false));
    }

    /** What a negation denies: a category of FHIR, or empty text for all. */
    String scope() {
        for (Map.Entry<String, String> one : SCOPES.entrySet()) {
            if (isNegation && key.endsWith("|" + one.getKey())) {
                return one.getValue();
            }
        }
        return "";
    }

    /** Whether a negation of this scope denies an allergy of this category; one of no category may be of any. */
    static boolean denies(String scope, String category) {
        return scope.isEmpty() || category.isEmpty() || scope.equals(category);
    }

    private static Optional<String> negation(String code, String text) {
        if (NEGATION_CODES.containsKey(code)) {
            return Optional.of(code);
        }
        for (String words : new String[] {normal(text), normal(code)}) {
            if (NEGATION.matcher(words).matches()) {
                return Optional.of(
                        words.contains("DRUG") || words.contains("MEDICATION") || words.equals("NKDA")
                                ? "409137002"
                                : words.contains("FOOD") || words.equals("NKFA")
                                        ? "429625007"
                                        : words.contains("ENVIRONMENTAL") ? "428607008" : "716186003");
            }
        }
        return Optional.empty();
    }

    private static String normal(String text) {
        return text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
