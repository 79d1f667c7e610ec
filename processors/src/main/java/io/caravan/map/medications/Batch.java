package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;

/** The lot of a product and when it expires. */
final class Batch {
    private Batch() {}

    /** @param expires a FHIR time; may be empty */
    static String of(Repetition lot, String expires) {
        return Json.object()
                .text("lotNumber", lot.whole(1).strip())
                .text("expirationDate", expires)
                .end();
    }
}
