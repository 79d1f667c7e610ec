package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fhir.Periods;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The movements of ZBE (IHE PAM): each has a number of its own, so that it can be corrected or cancelled, and a time of its own,
 * so that it can be told late. Where a visit has any, they are its history of places, in the order of their own times.
 */
final class Movements {
    private static final String PREFIX = "#zbe[";

    private final Mapping mapping;
    private final Version version;

    Movements(Mapping mapping, Version version) {
        this.mapping = mapping;
        this.version = version;
    }

    /** ZBE-4 tells what becomes of the movement: INSERT and UPDATE say what it is, CANCEL that it never was. */
    void write(Segment zbe, AdtEvent event, Optional<Places.Place> place, Change.Builder change) {
        Repetition number = zbe.first(1);
        if (number.text(1).isBlank()) {
            mapping.finding("missing-movement-number", "ZBE-1");
            return;
        }
        String path = PREFIX
                + FhirIds.id(
                        "Movement",
                        number.text(1).strip(),
                        number.text(2).strip(),
                        number.text(3).strip()) + "].";
        boolean cancelled = zbe.text(4).equals("CANCEL");
        change.set(path + "cancelled", Boolean.toString(cancelled), version);
        if (cancelled) {
            return;
        }
        String code = zbe.has(6) ? zbe.text(6) : event.name();
        change.set(path + "code", Json.string(code), version);
        String start = mapping.dateTime(zbe.text(2), "ZBE-2");
        if (!start.isEmpty()) {
            long micros = mapping.times().micros(zbe.text(2)).orElse(0);
            change.set(path + "start", Json.string(start), version);
            change.set(path + "order", '"' + HexFormat.of().toHexDigits(micros ^ Long.MIN_VALUE) + '"', version);
        }
        place.ifPresent(there -> change.set(path + "place", there.reference(), version));
    }

    static boolean areIn(ResourceState state) {
        return !state.fieldsUnder(PREFIX).isEmpty();
    }

    /** Entries of Encounter.location. */
    static List<String> of(ResourceState state, String status) {
        List<String> entries = new ArrayList<>(4);
        String place = "";
        String start = "";
        for (Map<String, String> movement : inOrder(state)) {
            String here = movement.getOrDefault("code", "").equals("\"A03\"") ? "" : movement.getOrDefault("place", "");
            boolean leaves = movement.getOrDefault("code", "").equals("\"A03\"");
            if (!leaves && (here.isEmpty() || here.equals(place))) {
                continue;
            }
            String at = plain(movement.getOrDefault("start", ""));
            if (!place.isEmpty()) {
                entries.add(entry(place, "completed", start, at));
            }
            place = here;
            start = at;
        }
        if (!place.isEmpty()) {
            entries.add(entry(place, lastStatus(status), start, ""));
        }
        return entries;
    }

    private static String lastStatus(String status) {
        return switch (status) {
            case EncounterStatus.PLANNED -> "planned";
            case EncounterStatus.FINISHED, EncounterStatus.CANCELLED, EncounterStatus.IN_ERROR -> "completed";
            default -> "active";
        };
    }

    private static Iterable<Map<String, String>> inOrder(ResourceState state) {
        Map<String, Map<String, String>> byNumber = new TreeMap<>();
        state.fieldsUnder(PREFIX).forEach((path, entry) -> {
            String json = entry.json();
            int close = path.indexOf(']');
            if (json != null) {
                byNumber.computeIfAbsent(path.substring(PREFIX.length(), close), key -> new TreeMap<>())
                        .put(path.substring(close + 2), json);
            }
        });
        Map<String, Map<String, String>> byTime = new TreeMap<>();
        byNumber.forEach((number, movement) -> {
            if (!movement.getOrDefault("cancelled", "").equals("true")) {
                byTime.put(movement.getOrDefault("order", "") + number, movement);
            }
        });
        return byTime.values();
    }

    private static String entry(String place, String status, String start, String end) {
        return Json.object()
                .raw("location", place)
                .text("status", status)
                .raw("period", Periods.of(start, end))
                .end();
    }

    private static String plain(String json) {
        return json.length() < 2 ? "" : json.substring(1, json.length() - 1);
    }
}
