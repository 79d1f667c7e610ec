package io.caravan.window;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/**
 * What an iCalendar file says of one event: its time or days, how it recurs, what it is called.
 *
 * @param wholeDays whether it is of days, not of hours
 * @param first when it begins; it is one of its times whether or not the rule says so
 * @param days how long it lasts, in days of the calendar, and
 * @param time how much longer, in hours that pass
 * @param rule an RFC 5545 recurrence rule
 * @param without times at which the rule has it and it is not
 * @param besides further times
 */
public record CalendarEvent(
        String summary,
        boolean wholeDays,
        LocalDateTime first,
        int days,
        Duration time,
        EventZone zone,
        Optional<String> rule,
        List<LocalDateTime> without,
        List<LocalDateTime> besides) {

    public CalendarEvent {
        without = List.copyOf(without);
        besides = List.copyOf(besides);
    }

    /**
     * @param id an IANA name; empty where it is on the clock of whoever looks at it
     * @param own rules that the file itself gives, where the name is none that Java knows
     */
    public record EventZone(String id, Optional<ZoneRules> own) {
        public static final EventZone FLOATING = new EventZone("", Optional.empty());

        /** Rules of zones that Java knows are looked up each time, as they change. */
        WallClock clock(WallClock viewer) {
            if (own.isPresent()) {
                return new WallClock(id, own.get());
            }
            return id.isEmpty() ? viewer : WallClock.of(id).orElse(viewer);
        }
    }
}
