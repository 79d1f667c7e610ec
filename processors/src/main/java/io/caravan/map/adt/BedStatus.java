package io.caravan.map.adt;

import io.caravan.codes.Coding;
import io.caravan.fhir.Fragments;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Optional;

/** Whether a bed is free: A20 with NPU, and PV1-40. It is said of the place, not of a patient. */
final class BedStatus {
    private static final String TABLE_0116 = "http://terminology.hl7.org/CodeSystem/v2-0116";

    private final Mapping mapping;
    private final Version version;

    BedStatus(Mapping mapping, Version version) {
        this.mapping = mapping;
        this.version = version;
    }

    /** @return false where nobody declared whose wards these are: a bed's message names no patient to tell it */
    boolean write(Hl7Message message) {
        Optional<String> scope = mapping.context()
                .authorities()
                .declared(mapping.source().authorities().patient());
        if (scope.isEmpty()) {
            return false;
        }
        List<Segment> beds = message.all("NPU");
        if (beds.isEmpty()) {
            throw new Rejected(101, "missing-bed", "NPU-1");
        }
        for (Segment npu : beds) {
            Places.Place bed = new Places(mapping, scope.get())
                    .of(npu.first(1))
                    .orElseThrow(() -> new Rejected(101, "missing-bed", "NPU-1"));
            write(bed, npu.first(2));
        }
        return true;
    }

    void write(Places.Place place, Repetition status) {
        String code = status.text(1).strip();
        if (!code.isEmpty()) {
            mapping.add(Change.of(ResourceType.LOCATION, place.key().id(), version)
                    .set("operationalStatus", Fragments.coding(new Coding(TABLE_0116, code, ""))));
        }
    }
}
