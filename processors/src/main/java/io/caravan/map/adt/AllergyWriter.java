package io.caravan.map.adt;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.message.SourceDeclaration.AllergySeverity;
import java.util.List;
import java.util.Map;

/** The elements of one allergy. AL1 and IAM agree up to their fifth field. */
final class AllergyWriter {
    private static final String ALTERNATE = "http://hl7.org/fhir/StructureDefinition/alternate-codes";
    /** A category FHIR has no code for: an extension of the allergy, as the category itself is a list. */
    private static final String ORIGINAL_CATEGORY = Fields.part("extension", "category");

    /** MO and U, which are no criticality: an extension of the allergy, as a required code must not be there without its value. */
    private static final String ORIGINAL_SEVERITY = Fields.part("extension", "severity");

    private static final String SEVERITY = "urn:caravan:extension:severity";
    private static final String ABSENT = "{\"extension\":[{\"url\":"
            + "\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]}";
    private static final Map<String, String> CATEGORIES = Map.of(
            "DA",
            "medication",
            "FA",
            "food",
            "EA",
            "environment",
            "PA",
            "environment",
            "LA",
            "environment",
            "AA",
            "biologic");

    private final Mapping mapping;
    private final Fragments fragments;

    AllergyWriter(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
    }

    void write(Segment segment, Allergen allergen, Change.Builder change) {
        change.set("code", allergen.code());
        Fields fields = new Fields(change, segment);
        if (!allergen.isNegation()) {
            kind(segment, fields, change);
            severity(segment, fields, change);
        }
        if (segment.is("IAM")) {
            fields.time(11, "onsetDateTime", mapping);
            if (!segment.has(11)) {
                fields.value(12, "onsetString", text -> Json.string(text.whole().strip()));
            }
            fields.time(13, "recordedDate", mapping);
        } else {
            fields.time(6, "onsetDateTime", mapping);
        }
    }

    private void kind(Segment segment, Fields fields, Change.Builder change) {
        String code = segment.text(2).strip();
        fields.value(2, "type", type -> code.equals("MC") || !code.endsWith("A") ? "" : "\"allergy\"");
        fields.value(2, "category", type -> {
            String category = category(code);
            return category.isEmpty() ? "" : "[\"" + category + "\"]";
        });
        if (segment.has(2)) {
            if (CATEGORIES.containsKey(code)) {
                change.clear(ORIGINAL_CATEGORY);
            } else {
                change.clear("category");
                change.set(ORIGINAL_CATEGORY, "[" + original(ALTERNATE, segment.first(2), "0127") + "]");
            }
        }
    }

    private void severity(Segment segment, Fields fields, Change.Builder change) {
        String code = segment.text(4).strip();
        boolean asCriticality = mapping.source().allergySeverity() == AllergySeverity.CRITICALITY;
        if (asCriticality) {
            String criticality = criticality(code);
            fields.value(4, "criticality", value -> criticality);
            if (segment.has(4)) {
                if (criticality.isEmpty()) {
                    change.clear("criticality");
                    change.set(ORIGINAL_SEVERITY, "[" + original(SEVERITY, segment.first(4), "0128") + "]");
                } else {
                    change.clear(ORIGINAL_SEVERITY);
                }
            }
        }
        if (segment.isNull(5)) {
            change.clear("reaction");
        } else if (segment.has(5) || !asCriticality && segment.has(4)) {
            change.set("reaction", reaction(segment, asCriticality ? "" : code));
        }
    }

    private String reaction(Segment segment, String severity) {
        List<String> manifestations =
                segment.repetitions(5).stream().map(this::manifestation).toList();
        String reported = Json.array(manifestations);
        return "["
                + Json.object()
                        .raw("manifestation", reported.isEmpty() ? "[" + ABSENT + "]" : reported)
                        .text("severity", reactionSeverity(severity))
                        .end()
                + "]";
    }

    /** Code of the category for AL1-2; empty where FHIR has none. */
    static String category(String type) {
        return CATEGORIES.getOrDefault(type, "");
    }

    /** JSON of the criticality for AL1-4; empty where it tells none. */
    static String criticality(String severity) {
        return switch (severity) {
            case "SV" -> "\"high\"";
            case "MI" -> "\"low\"";
            default -> "";
        };
    }

    /** Code of a reaction's severity for AL1-4; empty where it tells none. */
    static String reactionSeverity(String severity) {
        return switch (severity) {
            case "SV" -> "severe";
            case "MO" -> "moderate";
            case "MI" -> "mild";
            default -> "";
        };
    }

    private String manifestation(Repetition reaction) {
        String coded = reaction.text(3).isEmpty() ? "" : fragments.concept(reaction);
        String words = reaction.text(2).isBlank() ? reaction.text(1) : reaction.text(2);
        return coded.isEmpty() ? Json.object().text("text", words.strip()).end() : coded;
    }

    private String original(String url, Repetition code, String table) {
        return "{\"url\":\"" + url + "\",\"valueCodeableConcept\":" + fragments.tableConcept(code, table) + "}";
    }
}
