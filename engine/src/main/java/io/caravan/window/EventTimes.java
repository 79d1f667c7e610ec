package io.caravan.window;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** When an event of a calendar is. */
final class EventTimes {
    private EventTimes() {}

    /** When it begins, on its own clock, as far as it may touch the time. */
    static List<LocalDateTime> starts(CalendarEvent event, WallClock clock, Span block) {
        LocalDateTime from =
                clock.at(block.from()).minusDays(event.days() + event.time().toDays() + 2);
        LocalDateTime to = clock.at(block.to()).plusDays(1);
        Set<LocalDateTime> starts = new TreeSet<>();
        starts.add(event.first());
        event.rule()
                .ifPresent(rule -> starts.addAll(Recurrence.parse(rule, clock).between(event.first(), from, to)));
        starts.addAll(event.besides());
        event.without().forEach(starts::remove);
        return starts.stream()
                .filter(start -> !start.isBefore(from) && start.isBefore(to))
                .toList();
    }

    static Span span(CalendarEvent event, LocalDateTime start, WallClock clock) {
        Instant end = event.days() == 0 ? clock.begin(start) : clock.end(start.plusDays(event.days()));
        return new Span(clock.begin(start), end.plus(event.time()));
    }
}
