package io.caravan.map.adt;

import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import io.caravan.fold.Version;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a patient is for a while (PV1-11), and where a bed is kept (PV1-42). Each holds from the message that told it until the
 * patient's next movement, or until a message takes it back.
 */
final class PassingPlaces {
    private static final String TEMPORARY = "#temporary";
    private static final String PENDING = "#pending";
    private static final String IS_TEMPORARY =
            "[{\"url\":\"urn:caravan:extension:location\",\"valueCode\":\"temporary\"}]";

    private PassingPlaces() {}

    static void write(Segment pv1, AdtEvent event, Places places, Change.Builder change) {
        write(pv1, 11, TEMPORARY, places, change);
        switch (event) {
            case A26, A27 -> change.clear(PENDING);
            default -> write(pv1, 42, PENDING, places, change);
        }
    }

    private static void write(Segment pv1, int field, String path, Places places, Change.Builder change) {
        if (pv1.isNull(field)) {
            change.clear(path);
        } else {
            places.of(pv1.first(field)).ifPresent(place -> change.set(path, place.reference()));
        }
    }

    /** Entries of Encounter.location. */
    static List<String> of(ResourceState state, List<EncounterFact> facts, String status) {
        List<String> entries = new ArrayList<>(0);
        boolean open = !status.equals(EncounterStatus.FINISHED)
                && !status.equals(EncounterStatus.CANCELLED)
                && !status.equals(EncounterStatus.IN_ERROR);
        ResourceState.Entry temporary = state.fields().get(TEMPORARY);
        if (temporary != null && temporary.json() != null) {
            boolean there = open && isStill(temporary.version(), facts);
            entries.add(Json.object()
                    .raw("extension", IS_TEMPORARY)
                    .raw("location", temporary.json())
                    .text("status", there ? "active" : "completed")
                    .end());
        }
        ResourceState.Entry pending = state.fields().get(PENDING);
        if (pending != null && pending.json() != null && open && isStill(pending.version(), facts)) {
            entries.add(Json.object()
                    .raw("location", pending.json())
                    .text("status", "reserved")
                    .end());
        }
        return entries;
    }

    private static boolean isStill(Version since, List<EncounterFact> facts) {
        return facts.stream().noneMatch(fact -> fact.isMovement() && fact.isAfter(since));
    }
}
