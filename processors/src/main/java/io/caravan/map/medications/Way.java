package io.caravan.map.medications;

import java.util.Locale;

/** The way a route goes, as far as checks need it. */
enum Way {
    INTRAVENOUS,
    INJECTED,
    ORAL,
    OTHER;

    /** @param code as the source has it @param target the code it is mapped to; may be empty */
    static Way of(String code, String target) {
        Way own = of(code.toUpperCase(Locale.ROOT));
        return own == OTHER ? of(target.toUpperCase(Locale.ROOT)) : own;
    }

    /** Table 0162, v3 RouteOfAdministration and SNOMED CT. */
    private static Way of(String code) {
        if (code.startsWith("IV") || code.equals("47625008")) {
            return INTRAVENOUS;
        }
        return switch (code) {
            case "PO", "ORAL", "26643006" -> ORAL;
            case "IM", "SC", "SQ", "ID", "IDINJ", "EP", "IT", "IA", "78421000", "34206005" -> INJECTED;
            default -> OTHER;
        };
    }

    boolean isByNeedle() {
        return this == INTRAVENOUS || this == INJECTED;
    }
}
