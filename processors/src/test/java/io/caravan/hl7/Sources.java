package io.caravan.hl7;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.time.ZoneId;

/** Declarations as they ship. */
final class Sources {
    private Sources() {}

    static SourceDeclaration of(DataClass dataClass) {
        return SourceDeclaration.of(dataClass.label(), dataClass)
                .zone(ZoneId.of("America/New_York"))
                .authorities(new SourceDeclaration.Authorities("HOSP", "", "", ""))
                .build();
    }
}
