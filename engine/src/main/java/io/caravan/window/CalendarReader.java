package io.caravan.window;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the events of an iCalendar file (RFC 5545). */
final class CalendarReader {
    private static final int MOST_EVENTS = 2000;
    private static final int MOST_RECURRING = 200;

    private final String file;
    private final Problems problems;
    private final Map<String, List<ContentLine>> ownZones = new HashMap<>();
    private final List<List<ContentLine>> texts = new ArrayList<>();

    private CalendarReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    static List<CalendarEvent> read(String file, String text, Problems problems) {
        CalendarReader reader = new CalendarReader(file, problems);
        List<ContentLine> lines = ContentLine.all(text);
        if (lines.isEmpty() || !lines.get(0).is("BEGIN", "VCALENDAR")) {
            problems.add(file, 1, "", "is no iCalendar file: that begins with BEGIN:VCALENDAR");
            return List.of();
        }
        reader.take(lines);
        return reader.events();
    }

    /** Sorts the lines by component; components within components (alarms) say nothing of when an event is. */
    private void take(List<ContentLine> lines) {
        List<String> open = new ArrayList<>();
        List<ContentLine> component = new ArrayList<>();
        for (ContentLine line : lines) {
            String name = line.value().strip().toUpperCase(Locale.ROOT);
            if (line.name().equals("BEGIN")) {
                open.add(name);
                if (open.size() == 2) {
                    component = new ArrayList<>();
                }
            } else if (line.name().equals("END")) {
                if (open.isEmpty() || !open.get(open.size() - 1).equals(name)) {
                    problems.add(file, line.line(), "END", name + " ends here and did not begin");
                    return;
                }
                open.remove(open.size() - 1);
                if (open.size() == 1) {
                    take(name, component);
                }
            }
            if (open.size() == 2 || open.size() > 2 && open.get(1).equals("VTIMEZONE")) {
                component.add(line);
            }
        }
        if (!open.isEmpty()) {
            problems.add(file, 0, "", open.get(open.size() - 1) + " never ends; the file may have been cut off");
        }
    }

    private void take(String name, List<ContentLine> component) {
        if (name.equals("VEVENT")) {
            texts.add(component);
        } else if (name.equals("VTIMEZONE")) {
            component.stream()
                    .filter(line -> line.name().equals("TZID"))
                    .findFirst()
                    .ifPresent(id -> ownZones.put(id.value().strip(), component));
        }
    }

    /** One time of a recurring event that was moved is an event of its own; the rule has it no more. */
    private List<CalendarEvent> events() {
        EventReader reader = new EventReader(file, ownZones, problems);
        List<EventReader.Found> found =
                texts.stream().flatMap(lines -> reader.read(lines).stream()).toList();
        long recurring =
                found.stream().filter(one -> one.event().rule().isPresent()).count();
        if (found.size() > MOST_EVENTS || recurring > MOST_RECURRING) {
            problems.add(
                    file,
                    0,
                    "",
                    "has " + found.size() + " events, of which " + recurring + " recur; there may be " + MOST_EVENTS
                            + " and " + MOST_RECURRING + ". Leave out what is past");
        }
        Map<String, List<LocalDateTime>> moved = new HashMap<>();
        for (EventReader.Found one : found) {
            one.replaces()
                    .ifPresent(at -> moved.computeIfAbsent(one.uid(), uid -> new ArrayList<>())
                            .add(at));
        }
        List<CalendarEvent> events = new ArrayList<>();
        for (EventReader.Found one : found) {
            if (one.cancelled()) {
                continue;
            }
            List<LocalDateTime> gone = Optional.ofNullable(moved.get(one.uid())).orElse(List.of());
            events.add(one.replaces().isPresent() || gone.isEmpty() ? one.event() : without(one.event(), gone));
        }
        return events;
    }

    private static CalendarEvent without(CalendarEvent event, List<LocalDateTime> gone) {
        List<LocalDateTime> without = new ArrayList<>(event.without());
        without.addAll(gone);
        return new CalendarEvent(
                event.summary(),
                event.wholeDays(),
                event.first(),
                event.days(),
                event.time(),
                event.zone(),
                event.rule(),
                without,
                event.besides());
    }
}
