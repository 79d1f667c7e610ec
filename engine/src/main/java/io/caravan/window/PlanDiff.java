package io.caravan.window;

import io.caravan.window.Window.Blackout.OfCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What another plan changes, in sentences, window by window; none where it changes nothing. */
public final class PlanDiff {
    private static final int MOST_EVENTS = 8;

    private final List<String> sentences = new ArrayList<>();

    private PlanDiff() {}

    public static List<String> between(Plan before, Plan after) {
        PlanDiff diff = new PlanDiff();
        Map<String, Window> old = byId(before);
        Map<String, Window> fresh = byId(after);
        TreeSet<String> ids = new TreeSet<>(old.keySet());
        ids.addAll(fresh.keySet());
        for (String id : ids) {
            Optional<Window> was = Optional.ofNullable(old.get(id));
            Optional<Window> is = Optional.ofNullable(fresh.get(id));
            if (was.isEmpty()) {
                is.ifPresent(diff::added);
            } else if (is.isEmpty()) {
                diff.say(id, "goes");
            } else {
                diff.changed(was.get(), is.get());
            }
        }
        if (after.windows().isEmpty() && !before.windows().isEmpty()) {
            diff.sentences.add("no window is left: all bulk work may always run");
        }
        return List.copyOf(diff.sentences);
    }

    private void added(Window window) {
        String openings = window.openings().stream().map(Wording::of).collect(Collectors.joining("; "));
        say(
                window.id(),
                "is new, for " + Wording.of(window.scope()) + ": "
                        + (openings.isEmpty() ? "it never opens" : "opens " + openings) + " " + window.zone());
        window.blackouts().forEach(blackout -> say(window.id(), "blackout " + Wording.of(blackout)));
        window.profile().forEach(band -> say(window.id(), "rate " + Wording.of(band)));
        window.outside().ifPresent(limit -> say(window.id(), "outside " + Wording.of(limit)));
    }

    private void changed(Window was, Window is) {
        String id = is.id();
        value(id, "its zone", was.zone(), is.zone());
        value(id, "it is for", Wording.of(was.scope()), Wording.of(is.scope()));
        list(id, "opening", was.openings(), is.openings(), Wording::of);
        list(
                id,
                "blackout",
                was.blackouts().stream()
                        .filter(one -> !(one instanceof OfCalendar))
                        .toList(),
                is.blackouts().stream()
                        .filter(one -> !(one instanceof OfCalendar))
                        .toList(),
                Wording::of);
        calendars(id, calendars(was), calendars(is));
        value(id, "holidays", WindowReader.label(was.holidayRule()), WindowReader.label(is.holidayRule()));
        value(id, "drain", Lengths.write(was.drain()), Lengths.write(is.drain()));
        value(id, "least useful", Lengths.write(was.leastUseful()), Lengths.write(is.leastUseful()));
        list(id, "rate", was.profile(), is.profile(), Wording::of);
        value(
                id,
                "outside",
                was.outside().map(Wording::of).orElse("nothing"),
                is.outside().map(Wording::of).orElse("nothing"));
    }

    private void calendars(String id, Map<String, OfCalendar> was, Map<String, OfCalendar> is) {
        TreeSet<String> files = new TreeSet<>(was.keySet());
        files.addAll(is.keySet());
        for (String file : files) {
            OfCalendar old = was.get(file);
            OfCalendar fresh = is.get(file);
            if (old == null) {
                say(id, "calendar " + file + " is new");
            } else if (fresh == null) {
                say(id, "calendar " + file + " goes");
            } else if (!old.digest().equals(fresh.digest())) {
                int before = sentences.size();
                events(id, file, fresh.events(), old.events(), " is new");
                events(id, file, old.events(), fresh.events(), " goes");
                if (sentences.size() == before) {
                    say(id, "calendar " + file + " is another text with the same events");
                }
            }
        }
    }

    private void events(String id, String file, List<CalendarEvent> these, List<CalendarEvent> known, String what) {
        List<CalendarEvent> others =
                these.stream().filter(event -> !known.contains(event)).toList();
        others.stream()
                .limit(MOST_EVENTS)
                .forEach(event -> say(id, "calendar " + file + ": " + Wording.of(event) + what));
        if (others.size() > MOST_EVENTS) {
            say(id, "calendar " + file + ": so it is with " + (others.size() - MOST_EVENTS) + " more events:" + what);
        }
    }

    private <T> void list(String id, String name, List<T> was, List<T> is, Function<T, String> words) {
        is.stream()
                .filter(one -> !was.contains(one))
                .forEach(one -> say(id, name + " " + words.apply(one) + " is new"));
        was.stream().filter(one -> !is.contains(one)).forEach(one -> say(id, name + " " + words.apply(one) + " goes"));
    }

    private void value(String id, String name, String was, String is) {
        if (!was.equals(is)) {
            say(id, name + " " + is + ", was " + was);
        }
    }

    private void say(String id, String text) {
        sentences.add("window " + id + ": " + text);
    }

    private static Map<String, Window> byId(Plan plan) {
        return plan.windows().stream().collect(Collectors.toMap(Window::id, window -> window, (one, other) -> one));
    }

    private static Map<String, OfCalendar> calendars(Window window) {
        return window.blackouts().stream()
                .filter(OfCalendar.class::isInstance)
                .map(OfCalendar.class::cast)
                .collect(Collectors.toMap(OfCalendar::file, calendar -> calendar, (one, other) -> one));
    }
}
