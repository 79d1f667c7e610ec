package io.caravan.window;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A time zone that an iCalendar file describes itself, as programs do whose names of zones nobody else knows. */
final class OwnZone {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    /** Nothing of ours is planned later; and rules of zones do not hold that long. */
    private static final LocalDateTime LAST = LocalDateTime.of(2100, 1, 1, 0, 0);

    private static final LocalDateTime FIRST = LocalDateTime.of(1970, 1, 1, 0, 0);

    private OwnZone() {}

    static Optional<ZoneRules> rules(List<ContentLine> zone) {
        Map<LocalDateTime, ZoneOffset> changes = new TreeMap<>();
        Map<String, ContentLine> observance = new HashMap<>();
        Optional<ZoneOffset> base = Optional.empty();
        try {
            for (ContentLine line : zone) {
                if (line.name().equals("BEGIN")) {
                    observance = new HashMap<>();
                } else if (line.name().equals("END") && !line.value().strip().equalsIgnoreCase("VTIMEZONE")) {
                    ZoneOffset before = take(observance, changes);
                    base = base.or(() -> Optional.of(before));
                } else {
                    observance.put(line.name(), line);
                }
            }
            return base.map(offset -> rules(offset, changes));
        } catch (DateTimeException | IllegalArgumentException | Missing e) {
            return Optional.empty();
        }
    }

    private static ZoneOffset take(Map<String, ContentLine> observance, Map<LocalDateTime, ZoneOffset> changes) {
        ZoneOffset before = offset(value(observance, "TZOFFSETFROM"));
        ZoneOffset after = offset(value(observance, "TZOFFSETTO"));
        LocalDateTime first = LocalDateTime.parse(value(observance, "DTSTART"), TIME);
        WallClock clock = new WallClock("", before.getRules());
        List<LocalDateTime> onsets = new ArrayList<>(List.of(first));
        if (observance.containsKey("RRULE")) {
            onsets.addAll(Recurrence.parse(value(observance, "RRULE"), clock).between(first, FIRST, LAST));
        }
        if (observance.containsKey("RDATE")) {
            for (String date : value(observance, "RDATE").split(",", -1)) {
                onsets.add(LocalDateTime.parse(date, TIME));
            }
        }
        // in UTC, as the two observances know different offsets of the same change
        onsets.forEach(onset -> changes.put(onset.minusSeconds(before.getTotalSeconds()), after));
        return before;
    }

    private static ZoneRules rules(ZoneOffset base, Map<LocalDateTime, ZoneOffset> changes) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        ZoneOffset first = base;
        ZoneOffset before = base;
        for (Map.Entry<LocalDateTime, ZoneOffset> change : changes.entrySet()) {
            if (change.getKey().isBefore(FIRST)) {
                first = change.getValue();
                before = first;
            } else if (!before.equals(change.getValue())) {
                LocalDateTime local = change.getKey().plusSeconds(before.getTotalSeconds());
                transitions.add(ZoneOffsetTransition.of(local, before, change.getValue()));
                before = change.getValue();
            }
        }
        return ZoneRules.of(first, first, List.of(), transitions, List.of());
    }

    private static ZoneOffset offset(String written) {
        String digits = written.toUpperCase(Locale.ROOT);
        return ZoneOffset.of(digits.length() > 5 ? digits.substring(0, 7) : digits);
    }

    private static String value(Map<String, ContentLine> observance, String name) {
        ContentLine line = observance.get(name);
        if (line == null) {
            throw new Missing();
        }
        return line.value().strip();
    }

    private static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
