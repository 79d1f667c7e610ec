package io.caravan.map.identity;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import io.caravan.map.Fields;
import java.util.Set;

/** The parts of PID that FHIR R4 keeps in extensions; each is a list part of its own. */
final class PatientExtensions {
    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/patient-";
    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    private static final String CDC = "urn:oid:2.16.840.1.113883.6.238";
    private static final Set<String> OMB = Set.of("1002-5", "2028-9", "2054-5", "2076-8", "2106-3", "2135-2", "2186-5");

    private final Fragments fragments;

    PatientExtensions(Fragments fragments) {
        this.fragments = fragments;
    }

    void write(Fields fields) {
        fields.value(6, Fields.part("extension", "mothersMaidenName"), name -> text("mothersMaidenName", name.text(1)));
        fields.value(17, Fields.part("extension", "religion"), code -> concept("religion", code, "0006"));
        fields.value(23, Fields.part("extension", "birthPlace"), PatientExtensions::birthPlace);
        fields.list(26, Fields.part("extension", "citizenship"), code -> nested("citizenship", code, "0171"));
        fields.list(28, Fields.part("extension", "nationality"), code -> nested("nationality", code, "0212"));
        fields.whole(10, Fields.part("extension", "race"), races -> category("race", races));
        fields.whole(22, Fields.part("extension", "ethnicity"), groups -> category("ethnicity", groups));
    }

    private static String text(String name, String value) {
        return value.isBlank() ? "" : "[{\"url\":\"" + CORE + name + "\",\"valueString\":" + Json.string(value) + "}]";
    }

    private static String birthPlace(Repetition place) {
        String text = place.whole().strip();
        return text.isEmpty()
                ? ""
                : "[{\"url\":\"" + CORE + "birthPlace\",\"valueAddress\":{\"text\":" + Json.string(text) + "}}]";
    }

    private String concept(String name, Repetition code, String table) {
        String concept = fragments.tableConcept(code, table);
        return concept.isEmpty() ? "" : "[{\"url\":\"" + CORE + name + "\",\"valueCodeableConcept\":" + concept + "}]";
    }

    private String nested(String name, Repetition code, String table) {
        String concept = fragments.tableConcept(code, table);
        return concept.isEmpty()
                ? ""
                : "{\"url\":\"" + CORE + name + "\",\"extension\":[{\"url\":\"code\",\"valueCodeableConcept\":"
                        + concept + "}]}";
    }

    /** US Core race and ethnicity: the codes of the OMB categories as codings, and all of it as text. */
    private static String category(String name, Iterable<Repetition> codes) {
        StringBuilder extensions = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (Repetition repetition : codes) {
            String code = repetition.text(1).strip();
            String display = repetition.text(2).strip();
            String words = display.isEmpty() ? code : display;
            if (words.isEmpty()) {
                continue;
            }
            if (OMB.contains(code)) {
                String coding = Json.object()
                        .text("system", CDC)
                        .text("code", code)
                        .text("display", display)
                        .end();
                extensions
                        .append("{\"url\":\"ombCategory\",\"valueCoding\":")
                        .append(coding)
                        .append("},");
            }
            text.append(text.isEmpty() ? "" : ", ").append(words);
        }
        if (text.isEmpty()) {
            return "";
        }
        return "[{\"url\":\"" + US_CORE + name + "\",\"extension\":[" + extensions
                + "{\"url\":\"text\",\"valueString\":" + Json.string(text.toString()) + "}]}]";
    }
}
