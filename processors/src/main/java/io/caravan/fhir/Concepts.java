package io.caravan.fhir;

import io.caravan.codes.Coding;
import io.caravan.hl7.Repetition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** CodeableConcept and Coding from CWE, CE and plain codes. */
final class Concepts {
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int[] CODES = {1, 4, 10};
    private static final int[] VERSIONS = {7, 8, 13};

    private Concepts() {}

    /**
     * Up to three codings. A code without a system gives text only: without it nobody could tell what the code means, and
     * the text is what a reader sees.
     *
     * @param mapped target of the site's code map, empty list where there is none
     */
    static String of(Repetition cwe, CodeSystems systems, List<Coding> mapped) {
        List<String> codings = new ArrayList<>(3);
        for (Coding coding : mapped) {
            codings.add(coding(coding));
        }
        for (int i = 0; i < CODES.length; i++) {
            String system = systems.uri(text(cwe, CODES[i] + 2));
            String code = code(text(cwe, CODES[i]));
            if (!system.isEmpty() && !code.isEmpty()) {
                codings.add(Json.object()
                        .text("system", CodeSystems.ofCode(system, code))
                        .text("version", text(cwe, VERSIONS[i]))
                        .text("code", code)
                        .text("display", text(cwe, CODES[i] + 1))
                        .end());
            }
        }
        return Json.object()
                .raw("coding", Json.array(codings))
                .text("text", originalText(cwe, codings.isEmpty()))
                .end();
    }

    /** CWE-9 wherever it is; else, where no coding tells it, or the first code is without a system, its name or the code. */
    private static String originalText(Repetition cwe, boolean noCoding) {
        String original = text(cwe, 9);
        if (!original.isEmpty()) {
            return original;
        }
        boolean coded = !noCoding && !text(cwe, 1).isEmpty() && !text(cwe, 3).isEmpty();
        if (coded) {
            return "";
        }
        for (int component : new int[] {2, 1, 5, 4, 11, 10}) {
            String value = text(cwe, component);
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    static String of(Coding coding) {
        return Json.object().raw("coding", "[" + coding(coding) + "]").end();
    }

    static String coding(Coding coding) {
        String clean = code(coding.code());
        return Json.object()
                .text("system", CodeSystems.ofCode(coding.system(), clean))
                .text("code", clean)
                .text("display", coding.display())
                .end();
    }

    /** A concept of a published HL7 v2 table; empty text for an empty code. */
    static String ofTable(String table, String code, String display) {
        String clean = code(code);
        return clean.isEmpty() ? "" : of(new Coding(CodeSystems.table(table), clean, display));
    }

    /** FHIR's {@code code} has no leading, trailing or double white space. */
    static String code(String value) {
        String stripped = value.strip();
        return stripped.indexOf(' ') < 0 && stripped.indexOf('\t') < 0
                ? stripped
                : SPACES.matcher(stripped).replaceAll(" ");
    }

    static String text(Repetition repetition, int component) {
        return repetition.text(component).strip();
    }
}
