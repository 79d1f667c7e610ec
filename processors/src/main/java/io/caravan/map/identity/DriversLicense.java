package io.caravan.map.identity;

import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.Optional;

/** PID-20: number, the state that issued it, which is known by its name only, and until when it holds. */
final class DriversLicense {
    private static final String TYPE = "DL";

    private DriversLicense() {}

    static Optional<Identifier> of(Segment pid, Mapping mapping) {
        Repetition license = pid.first(20);
        String number = license.text(1).strip();
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Identifier plain = Identifier.of("", number, TYPE, "");
        String issuer = Json.object().text("display", license.text(2).strip()).end();
        String json = Json.object()
                .elements(plain.json())
                .raw("period", mapping.fragments().period("", license.text(3)))
                .raw("assigner", issuer)
                .end();
        return Optional.of(new Identifier("", number, TYPE, json));
    }
}
