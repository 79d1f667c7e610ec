package io.caravan.hl7;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.time.ZoneId;
import java.util.Optional;

/** Declarations as they ship. */
final class Sources {
    private Sources() {}

    static SourceDeclaration of(DataClass dataClass) {
        return new SourceDeclaration(
                dataClass.label(),
                dataClass,
                ZoneId.of("America/New_York"),
                new SourceDeclaration.Authorities("HOSP", "", "", ""),
                "MR",
                SourceDeclaration.ListMode.SNAPSHOT,
                SourceDeclaration.ListMode.ACTION,
                SourceDeclaration.AllergySeverity.CRITICALITY,
                SourceDeclaration.CancelRequest.FINAL,
                SourceDeclaration.ErrorPolicy.ENGINE_OWNS,
                "P",
                Optional.empty(),
                true);
    }
}
