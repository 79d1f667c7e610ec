package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;

/** Ratios of amounts; FHIR R4 rat-1 wants both sides. */
final class Strength {
    /** One unit of whatever the strength is of. */
    static final Quantity ONE = Quantity.of("1", Unit.NONE);

    static final Quantity DAY = Quantity.of("1", new Unit("d", "d"));

    private Strength() {}

    static String ratio(Quantity numerator, Quantity denominator) {
        return Json.object()
                .raw("numerator", numerator.simpleJson())
                .raw("denominator", denominator.simpleJson())
                .end();
    }
}
