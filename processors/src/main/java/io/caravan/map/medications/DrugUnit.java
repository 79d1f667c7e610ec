package io.caravan.map.medications;

import io.caravan.fhir.Unit;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * A unit of drugs as far as checks compare amounts: nothing is ever converted in what is delivered.
 *
 * @param power the unit is ten to this power of its kind's base, e.g. -3 for mg
 */
record DrugUnit(Kind kind, int power) {
    static final DrugUnit UNKNOWN = new DrugUnit(Kind.UNKNOWN, 0);

    enum Kind {
        MASS,
        VOLUME,
        SOLID_COUNT,
        UNITS,
        UNKNOWN
    }

    static DrugUnit of(Unit unit) {
        return of(unit.code().isEmpty() ? unit.text() : unit.code());
    }

    /** UCUM, and the words that senders use where no map knows them. */
    static DrugUnit of(String unit) {
        return switch (unit.strip().toLowerCase(Locale.ROOT)) {
            case "kg" -> new DrugUnit(Kind.MASS, 3);
            case "g", "gm", "gram" -> new DrugUnit(Kind.MASS, 0);
            case "mg" -> new DrugUnit(Kind.MASS, -3);
            case "ug", "mcg", "\u00b5g", "\u03bcg" -> new DrugUnit(Kind.MASS, -6);
            case "ng" -> new DrugUnit(Kind.MASS, -9);
            case "l" -> new DrugUnit(Kind.VOLUME, 0);
            case "dl" -> new DrugUnit(Kind.VOLUME, -1);
            case "ml" -> new DrugUnit(Kind.VOLUME, -3);
            case "ul" -> new DrugUnit(Kind.VOLUME, -6);
            case "{tbl}", "{capsule}", "tab", "tabs", "tablet", "tablets", "cap", "caps", "capsule", "capsules" ->
                new DrugUnit(Kind.SOLID_COUNT, 0);
            case "[iu]", "[usp'u]", "u", "iu", "unit", "units" -> new DrugUnit(Kind.UNITS, 0);
            default -> UNKNOWN;
        };
    }

    /** The amount in the base unit of its kind. */
    BigDecimal inBase(BigDecimal amount) {
        return amount.scaleByPowerOfTen(power);
    }
}
