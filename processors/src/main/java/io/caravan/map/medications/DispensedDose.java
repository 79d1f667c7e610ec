package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.hl7.Segment;
import java.math.BigDecimal;

/**
 * What was handed out, as far as it can be held against the ordered dose: a strength and how many of it.
 *
 * @param count digits; empty where not told
 */
record DispensedDose(String strength, Unit unit, String count) {

    /** RXD-16, RXD-17 and RXD-4; without a strength there is nothing to compare. */
    static DispensedDose of(Segment rxd, Units units) {
        return new DispensedDose(Decimals.plain(rxd.text(16)), units.of(rxd.first(17)), Decimals.plain(rxd.text(4)));
    }

    boolean isComparable() {
        return !strength.isEmpty() && DrugUnit.of(unit).kind() == DrugUnit.Kind.MASS;
    }

    /** Exactly: both are decimals. */
    static String product(String strength, String count) {
        return new BigDecimal(strength).multiply(new BigDecimal(count)).toPlainString();
    }
}
