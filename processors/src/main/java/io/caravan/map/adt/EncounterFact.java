package io.caravan.map.adt;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import io.caravan.fold.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one event told of an encounter, kept as hidden facts so that status and locations are worked out from all events in the
 * order of their versions, whatever order they came in. Events that only tell where a patient is are kept once for each place,
 * with the last time: updates are many, places are few.
 *
 * @param order sorts facts: when they were recorded and sent, and at equal times the usual course of a visit
 * @param code the event; {@code SEEN} for a mere sighting; {@code ROW:} and a status for a database row
 * @param at when it happened, FHIR dateTime; may be empty
 * @param place Reference as JSON; may be empty
 * @param prior Reference to where the patient was before; may be empty
 * @param encounterClass Coding as JSON; may be empty
 */
record EncounterFact(String order, String code, String at, String place, String prior, String encounterClass) {
    static final String SEEN = "SEEN";
    static final String ROW = "ROW:";

    private static final String EVENTS = "#event[";
    /** What is left of a version's tie for the content, see Versions: the rest is when the message was sent. */
    private static final int CONTENT_BITS = 20;

    private static final String SEEN_AT = "#seen[";
    private static final String USUAL_COURSE =
            "A05 A14 A04 A01 A06 A07 A10 A02 A17 A12 SEEN A21 A53 A22 A52 A03 A13 A38 A27 A11 A23";

    static EncounterFact event(
            Version version, AdtEvent event, String at, String place, String prior, String encounterClass) {
        return new EncounterFact(order(version, event.name()), event.name(), at, place, prior, encounterClass);
    }

    static EncounterFact row(Version version, String status, String at, String place) {
        return new EncounterFact(order(version, ROW), ROW + status, at, place, "", "");
    }

    /** Adds an event to an encounter's change. */
    void write(Change.Builder change) {
        String path = EVENTS + order + "].";
        change.set(path + "code", "\"" + code + "\"");
        set(change, path + "at", at.isEmpty() ? "" : "\"" + at + "\"");
        set(change, path + "place", place);
        set(change, path + "prior", prior);
        set(change, path + "class", encounterClass);
    }

    /** Adds a mere sighting at a place. */
    static void writeSeen(Change.Builder change, Places.Place place) {
        change.set(SEEN_AT + place.key().id() + "]", place.reference());
    }

    private static void set(Change.Builder change, String path, String json) {
        if (!json.isEmpty()) {
            change.set(path, json);
        }
    }

    /** All that is known of an encounter, in order. */
    static List<EncounterFact> of(ResourceState state) {
        Map<String, Map<String, String>> events = new TreeMap<>();
        state.fieldsUnder(EVENTS).forEach((path, entry) -> {
            int close = path.indexOf(']');
            String json = entry.json();
            if (json != null) {
                events.computeIfAbsent(path.substring(EVENTS.length(), close), key -> new TreeMap<>())
                        .put(path.substring(close + 2), json);
            }
        });
        List<EncounterFact> facts = new ArrayList<>(events.size() + 2);
        events.forEach((order, parts) -> facts.add(new EncounterFact(
                order,
                plain(parts.getOrDefault("code", "")),
                plain(parts.getOrDefault("at", "")),
                parts.getOrDefault("place", ""),
                parts.getOrDefault("prior", ""),
                parts.getOrDefault("class", ""))));
        state.fieldsUnder(SEEN_AT).forEach((path, entry) -> {
            String json = entry.json();
            if (json != null) {
                facts.add(new EncounterFact(order(entry.version(), SEEN), SEEN, "", json, "", ""));
            }
        });
        facts.sort(Comparator.comparing(EncounterFact::order));
        return facts;
    }

    private static String order(Version version, String code) {
        // A row shows what was so before the events of its time.
        int course = code.equals(ROW) ? 0 : USUAL_COURSE.indexOf(code) + 1;
        HexFormat hex = HexFormat.of();
        return time(version)
                + hex.toHexDigits((byte) course)
                + hex.toHexDigits(version.tie() & (1L << CONTENT_BITS) - 1, CONTENT_BITS / 4);
    }

    /** When it was recorded and sent: what comes before the usual course in an order. */
    private static String time(Version version) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(version.micros() ^ Long.MIN_VALUE)
                + hex.toHexDigits(version.tie() >>> CONTENT_BITS, (Long.SIZE - CONTENT_BITS) / 4);
    }

    /** Whether it was told after this version. */
    boolean isAfter(Version version) {
        String time = time(version);
        return order.substring(0, time.length()).compareTo(time) > 0;
    }

    /** Whether it takes the patient from one place to another, or ends what was arranged at the one before. */
    boolean isMovement() {
        return switch (code) {
            case "A01", "A02", "A03", "A04", "A06", "A07", "A10", "A11", "A12", "A17", "A23", "A27", "A38" -> true;
            default -> false;
        };
    }

    private static String plain(String json) {
        return json.length() < 2 ? "" : json.substring(1, json.length() - 1);
    }
}
