package io.caravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is no mistake in windows, and still hardly what anybody wants. It looks a year ahead. */
public final class Lint {
    private static final Duration YEAR = Duration.ofDays(366);

    private Lint() {}

    /**
     * @param sources all that bulk work may be of
     * @param segment how long a segment takes; empty where nobody knows yet
     */
    public record Site(Set<String> sources, Optional<Duration> segment) {
        public Site {
            sources = Set.copyOf(sources);
        }
    }

    /** @param window that it is about */
    public record Remark(String window, String text) {

        @Override
        public String toString() {
            return "window " + window + ": " + text;
        }
    }

    public static List<Remark> of(Plan plan, Site site, Instant now) {
        Span year = new Span(now, now.plus(YEAR));
        List<Remark> remarks = new ArrayList<>();
        List<WindowTimes> known = new ArrayList<>();
        for (Window window : plan.windows()) {
            Optional<WallClock> clock = WallClock.of(window.zone());
            if (clock.isEmpty()) {
                remarks.add(new Remark(
                        window.id(), "\"" + window.zone() + "\" is no time zone; until it is one, nothing runs"));
                continue;
            }
            WindowTimes times = WindowTimes.of(window, clock, year);
            known.add(times);
            for (String text : new WindowLint(times, clock.get(), site, year).remarks()) {
                remarks.add(new Remark(window.id(), text));
            }
        }
        fights(known, year, remarks);
        return List.copyOf(remarks);
    }

    private static void fights(List<WindowTimes> windows, Span year, List<Remark> remarks) {
        for (int i = 0; i < windows.size(); i++) {
            for (int j = i + 1; j < windows.size(); j++) {
                WindowTimes one = windows.get(i);
                WindowTimes other = windows.get(j);
                if (meet(one.window().scope(), other.window().scope())) {
                    fight(one, other, year).ifPresent(remarks::add);
                }
            }
        }
    }

    private static Optional<Remark> fight(WindowTimes one, WindowTimes other, Span year) {
        List<Instant> changes = new ArrayList<>();
        one.changes(changes);
        other.changes(changes);
        changes.add(year.from());
        return changes.stream()
                .filter(year::contains)
                .sorted()
                .filter(at -> isOpen(one, at) && isOpen(other, at))
                .filter(at -> !one.limitAt(at).equals(other.limitAt(at)))
                .findFirst()
                .map(at -> {
                    String when = WallClock.of(one.window().zone())
                            .map(clock -> Sentences.moment(clock, at, year.from()))
                            .orElse("");
                    return new Remark(
                            one.window().id(),
                            "is open together with window " + other.window().id() + " for the same work, first on "
                                    + when + ", with other rates (" + Wording.of(one.limitAt(at)) + "; "
                                    + Wording.of(other.limitAt(at)) + "); the stricter one holds");
                });
    }

    private static boolean isOpen(WindowTimes times, Instant at) {
        return times.open().contains(at) && !times.black().contains(at);
    }

    private static boolean meet(Scope one, Scope other) {
        return meet(one.classes(), other.classes())
                && meet(one.sources(), other.sources())
                && meet(one.phases(), other.phases());
    }

    private static <T> boolean meet(Set<T> one, Set<T> other) {
        return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains);
    }
}
