package io.caravan.window;

import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.WindowTimes.Black;
import io.caravan.window.WindowTimes.Opened;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is shut in a span of time, and on which days nothing may start. */
final class Blackouts {
    static final Blackouts NONE = new Blackouts(List.of(), Map.of());

    /** No opening is longer: one that begins so long before may still be going on. */
    private static final int DAYS_BEFORE = 35;

    private final List<Black> list;
    private final Map<LocalDate, String> startDays;

    private Blackouts(List<Black> list, Map<LocalDate, String> startDays) {
        this.list = list;
        this.startDays = startDays;
    }

    static Blackouts of(Window window, WallClock clock, Span block, List<Opened> openings) {
        Found found = new Found(clock, block);
        window.blackouts().forEach(found::add);
        if (window.holidayRule() == HolidayRule.CALENDAR_DAY) {
            found.days.forEach((day, why) -> found.add(new Black(clock.days(day, day), why)));
            return new Blackouts(List.copyOf(found.times), Map.of());
        }
        Spans going = Spans.of(openings.stream()
                .filter(opened -> !found.days.containsKey(opened.day()))
                .map(Opened::span)
                .toList());
        List<Black> shut = new ArrayList<>();
        found.days.forEach((day, why) -> shut.add(new Black(clock.days(day, day), why)));
        for (Opened opened : openings) {
            String why = found.days.get(opened.day());
            if (why != null) {
                shut.add(new Black(opened.span(), why));
            }
        }
        for (Black one : shut) {
            Spans.of(List.of(one.span())).without(going).list().forEach(span -> found.add(new Black(span, one.why())));
        }
        return new Blackouts(List.copyOf(found.times), Map.copyOf(found.days));
    }

    List<Black> list() {
        return list;
    }

    boolean shutsStart(LocalDate day) {
        return startDays.containsKey(day);
    }

    /** As far as it is of the time that is looked at; of two reasons for one day the first is told. */
    private static final class Found {
        private final WallClock clock;
        private final Span block;
        private final LocalDate first;
        private final LocalDate last;
        private final Map<LocalDate, String> days = new TreeMap<>();
        private final List<Black> times = new ArrayList<>();

        Found(WallClock clock, Span block) {
            this.clock = clock;
            this.block = block;
            this.first = clock.dateAt(block.from()).minusDays(DAYS_BEFORE);
            this.last = clock.dateAt(block.to()).plusDays(1);
        }

        void add(Blackout blackout) {
            if (blackout instanceof Blackout.Days some) {
                add(some.from(), some.to(), some.why());
            } else if (blackout instanceof Blackout.Times some) {
                add(new Black(clock.between(some.from(), some.to()), some.why()));
            } else if (blackout instanceof Blackout.OfCalendar calendar) {
                calendar.events().forEach(event -> add(event, event.summary() + " (" + calendar.file() + ")"));
            } else {
                throw new AssertionError(blackout);
            }
        }

        private void add(CalendarEvent event, String why) {
            WallClock own = event.zone().clock(clock);
            for (LocalDateTime start : EventTimes.starts(event, own, block)) {
                if (event.wholeDays()) {
                    LocalDate day = start.toLocalDate();
                    add(day, day.plusDays(event.days() - 1L), why);
                } else {
                    add(new Black(EventTimes.span(event, start, own), why));
                }
            }
        }

        private void add(LocalDate from, LocalDate to, String why) {
            LocalDate begin = from.isBefore(first) ? first : from;
            for (LocalDate day = begin; !day.isAfter(to) && !day.isAfter(last); day = day.plusDays(1)) {
                days.putIfAbsent(day, why);
            }
        }

        void add(Black one) {
            if (!one.span().isEmpty() && one.span().touches(block)) {
                times.add(one);
            }
        }
    }
}
