package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.map.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Locations of PL: facility, point of care, room, bed, each a Location that is part of the one before. What is said of a place
 * follows from its names alone, so all messages of a ward say the same and nothing changes after the first.
 */
final class Places {
    private final Mapping mapping;
    private final String scope;

    /** One place of a patient. */
    record Place(ResourceKey key, String display) {
        String reference() {
            return Reference.to(key, display);
        }
    }

    private record Level(String name, String code, String display) {}

    /** @param scope the authority within which names of wards are unique: that of the hospital's patients */
    Places(Mapping mapping, String scope) {
        this.mapping = mapping;
        this.scope = scope;
    }

    /** The most precise place that PL names; empty where it names none. Adds the Locations to the record's changes. */
    Optional<Place> of(Repetition pl) {
        return of(pl.text(4), pl.text(1), pl.text(2), pl.text(3));
    }

    Optional<Place> of(String facility, String pointOfCare, String room, String bed) {
        List<Level> levels = new ArrayList<>(4);
        levels.add(new Level(facility.strip(), "si", "Site"));
        levels.add(new Level(pointOfCare.strip(), "wa", "Ward"));
        levels.add(new Level(room.strip(), "ro", "Room"));
        levels.add(new Level(bed.strip(), "bd", "Bed"));
        List<String> path = new ArrayList<>(List.of(scope));
        StringBuilder display = new StringBuilder();
        ResourceKey parent = null;
        for (Level level : levels) {
            path.add(level.name());
            if (level.name().isEmpty()) {
                continue;
            }
            ResourceKey key =
                    new ResourceKey(ResourceType.LOCATION, FhirIds.id("Location", path.toArray(String[]::new)));
            Change.Builder change = Change.of(ResourceType.LOCATION, key.id(), Version.TIMELESS);
            write(level, change);
            if (parent != null) {
                change.set("partOf", Reference.to(parent));
            }
            mapping.add(change);
            parent = key;
            if (!level.code().equals("si")) {
                display.append(display.isEmpty() ? "" : " ").append(level.name());
            }
        }
        return Optional.ofNullable(parent).map(key -> new Place(key, display.toString()));
    }

    private static void write(Level level, Change.Builder change) {
        change.set("name", Json.string(level.name()));
        change.set("mode", "\"instance\"");
        change.set(
                "physicalType",
                "{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/location-physical-type\",\"code\":\""
                        + level.code() + "\",\"display\":\"" + level.display() + "\"}]}");
    }
}
