package io.caravan.fhir;

import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.hl7.Repetition;

/**
 * Units of sources as UCUM, by the site's map {@code ucum}. UCUM is case-sensitive ({@code Mg} is a megagram), so a unit is
 * coded only where the map has it or the sender says UCUM; a value is never converted.
 */
public final class Units {
    private static final String MAP = "ucum";

    private final CodeMaps codes;

    public Units(CodeMaps codes) {
        this.codes = codes;
    }

    /** A unit given as one text, as in a database column. */
    public Unit of(String text) {
        return of(text, text, "");
    }

    /** A CE or CWE: code, text, coding system. */
    public Unit of(Repetition cwe) {
        String code = cwe.text(1);
        String text = cwe.text(2);
        return of(code.isEmpty() ? text : code, text.isEmpty() ? code : text, cwe.text(3));
    }

    private Unit of(String local, String text, String system) {
        if (local.isEmpty()) {
            return Unit.NONE;
        }
        Coding mapped = codes.find(MAP, local).orElse(null);
        if (mapped != null) {
            return new Unit(text, mapped.code());
        }
        return new Unit(text, system.equals("UCUM") || system.equals(Unit.UCUM) ? local : "");
    }
}
