package io.caravan.fhir;

import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.hl7.Repetition;

/**
 * Units of sources as UCUM, by the site's map {@code ucum}. UCUM is case-sensitive ({@code Mg} is a megagram), so a unit is
 * coded only where the map has it or the sender says UCUM; a value is never converted.
 */
public final class Units {
    /** The name of the site's map. */
    public static final String MAP = "ucum";

    private final CodeMaps codes;

    public Units(CodeMaps codes) {
        this.codes = codes;
    }

    /** A unit given as one text, as in a database column. */
    public Unit of(String text) {
        return of(text, text, "");
    }

    /** A CE or CWE: code, text, coding system, and the same again as the alternate, which may be the one in UCUM. */
    public Unit of(Repetition cwe) {
        String code = cwe.text(1).strip();
        String text = cwe.text(2).strip();
        Unit unit = of(
                code.isEmpty() ? text : code,
                text.isEmpty() ? code : text,
                cwe.text(3).strip());
        boolean alternate = unit.code().isEmpty() && isUcum(cwe.text(6).strip());
        return alternate ? new Unit(unit.text(), cwe.text(4).strip()) : unit;
    }

    private static boolean isUcum(String system) {
        return system.equals("UCUM") || system.equals(Unit.UCUM);
    }

    private Unit of(String local, String text, String system) {
        if (local.isEmpty()) {
            return Unit.NONE;
        }
        Coding mapped = codes.find(MAP, local).orElse(null);
        if (mapped != null) {
            return new Unit(text, mapped.code());
        }
        return new Unit(text, isUcum(system) ? local : "");
    }
}
