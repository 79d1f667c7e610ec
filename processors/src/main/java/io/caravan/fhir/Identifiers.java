package io.caravan.fhir;

import static io.caravan.fhir.Concepts.text;

import io.caravan.codes.Authorities;
import io.caravan.hl7.Repetition;
import java.util.Optional;

/** Identifier from CX and EI. */
final class Identifiers {
    private static final String SSN = "http://hl7.org/fhir/sid/us-ssn";
    private static final String CHECK_DIGIT = "http://hl7.org/fhir/StructureDefinition/identifier-checkDigit";
    private static final String CHECK_SCHEME = "http://hl7.org/fhir/StructureDefinition/namingsystem-checkDigit";

    private final Authorities authorities;
    private final FhirTimes times;

    Identifiers(Authorities authorities, FhirTimes times) {
        this.authorities = authorities;
        this.times = times;
    }

    /**
     * @param defaultSystem for a number that carries no authority; empty = it then has no system
     * @param type overrides CX-5 where not empty
     */
    Optional<Identifier> ofCx(Repetition cx, String defaultSystem, String type) {
        String value = text(cx, 1);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String code = type.isEmpty() ? Concepts.code(cx.text(5)) : type;
        String system = code.equals("SS") ? SSN : system(cx, 4, defaultSystem);
        String json = Json.object()
                .raw("extension", checkDigit(cx))
                .raw("type", Concepts.ofTable("0203", code, ""))
                .text("system", system)
                .text("value", value)
                .raw("period", Periods.of(times.dateTime(cx.text(7)), times.dateTime(cx.text(8))))
                .raw("assigner", system.isEmpty() ? assigner(text(cx, 4)) : "")
                .end();
        return Optional.of(new Identifier(system, value, code, json));
    }

    /** The number of an EI: value, then namespace, universal id and its type in components 2 to 4. */
    Optional<Identifier> ofEi(Repetition ei, String defaultSystem, String type) {
        String value = text(ei, 1);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String namespace = text(ei, 2);
        String universalId = text(ei, 3);
        boolean none = namespace.isEmpty() && universalId.isEmpty();
        String system = none
                ? defaultSystem
                : authorities.find(namespace, universalId, text(ei, 4)).orElse("");
        String json = Json.object()
                .raw("type", Concepts.ofTable("0203", type, ""))
                .text("system", system)
                .text("value", value)
                .raw("assigner", system.isEmpty() ? assigner(namespace) : "")
                .end();
        return Optional.of(new Identifier(system, value, type, json));
    }

    /** The URI of an HD that stands in a component's subcomponents. */
    String system(Repetition repetition, int component, String defaultSystem) {
        String namespace = repetition.text(component, 1).strip();
        String universalId = repetition.text(component, 2).strip();
        if (namespace.isEmpty() && universalId.isEmpty()) {
            return defaultSystem;
        }
        return authorities
                .find(namespace, universalId, repetition.text(component, 3).strip())
                .orElse("");
    }

    private static String assigner(String namespace) {
        return Json.object().text("display", namespace).end();
    }

    private static String checkDigit(Repetition cx) {
        String digit = text(cx, 2);
        if (digit.isEmpty()) {
            return "";
        }
        String extensions = "{\"url\":\"" + CHECK_DIGIT + "\",\"valueString\":" + Json.string(digit) + "}";
        String scheme = text(cx, 3);
        if (!scheme.isEmpty()) {
            extensions += ",{\"url\":\"" + CHECK_SCHEME + "\",\"valueString\":" + Json.string(scheme) + "}";
        }
        return "[" + extensions + "]";
    }
}
