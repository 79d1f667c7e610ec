package io.caravan.window;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When some bulk work may run.
 *
 * @param zone an IANA name; resolved whenever it is asked for, as rules of zones change
 * @param drain before the end of an opening nothing new is begun
 * @param leastUseful an opening that is shorter, without its drain, is not used
 * @param profile the rate by local hour; where no band says anything there is no limit
 * @param outside what may trickle while it is shut; empty where nothing may
 */
public record Window(
        String id,
        String zone,
        List<Opening> openings,
        List<Blackout> blackouts,
        HolidayRule holidayRule,
        Duration drain,
        Duration leastUseful,
        List<RateBand> profile,
        Optional<Limit> outside,
        Scope scope) {
    public Window {
        openings = List.copyOf(openings);
        blackouts = List.copyOf(blackouts);
        profile = List.copyOf(profile);
    }

    public sealed interface Opening {
        /** @param to where it is not after {@code from}, it is on the next day; 00:00 to 00:00 is the whole day */
        record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime to) implements Opening {}

        /** @param rule an RFC 5545 recurrence rule, such as {@code FREQ=MONTHLY;BYDAY=1SU} */
        record Recurring(LocalDateTime first, String rule, Duration length) implements Opening {}
    }

    public sealed interface Blackout {
        /** Whole days. @param to inclusive */
        record Days(LocalDate from, LocalDate to, String why) implements Blackout {}

        /** @param to exclusive */
        record Times(LocalDateTime from, LocalDateTime to, String why) implements Blackout {}

        /** The events of an iCalendar file. @param digest SHA-256 of its bytes, in hexadecimal digits */
        record OfCalendar(String file, String digest, List<CalendarEvent> events) implements Blackout {
            public OfCalendar {
                events = List.copyOf(events);
            }
        }
    }

    /** What a blackout of a whole day means for an opening that crosses midnight. */
    public enum HolidayRule {
        /** The opening belongs to the day on which it starts: the night before goes on, the night after stays shut. */
        START_DAY,
        /** The day itself is shut, from midnight to midnight. */
        CALENDAR_DAY
    }

    /** @param to where it is not after {@code from}, it is on the next day */
    public record RateBand(LocalTime from, LocalTime to, Limit limit) {}
}
