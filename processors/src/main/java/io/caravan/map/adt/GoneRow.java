package io.caravan.map.adt;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import java.util.List;

/** What it means that the row of a patient, visit or allergy is gone: it stays readable, and newer facts bring it back. */
final class GoneRow {
    private GoneRow() {}

    static Mapped of(ResourceKey resource, Version version) {
        Change.Builder change = Change.of(resource.type(), resource.id(), version);
        switch (resource.type()) {
            case PATIENT -> change.set(PatientStanding.GONE, "true");
            case ENCOUNTER -> EncounterFact.row(version, "cancelled", "", "").write(change);
            case ALLERGY_INTOLERANCE -> {
                change.set(AllergyStanding.ACTION, "\"D\"");
                change.set(AllergyStanding.LISTED, "false");
            }
            default -> {
                return Mapped.excluded("row-gone");
            }
        }
        return Mapped.of(List.of(change.build()), List.of());
    }
}
