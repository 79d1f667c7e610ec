package io.caravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * All that decides whether bulk work may run. What it answers depends on the instant alone: the controller, the preview and
 * the forecast ask the same object. Blackout beats manual close, that beats manual open, that beats the weekly openings; an
 * emergency stop beats all of them, at every instant, as nobody can say when it is lifted (and no clock set back lifts it).
 *
 * <p>It is worked out a year at a time and kept, so that asking costs little; it is worked out anew when a zone has other rules.
 * It looks at least {@link #AHEAD} beyond: what ends later is said to have no end.
 */
public final class Schedule {
    /** No windows: bulk work may always run. */
    public static final Schedule ALWAYS_OPEN = new Schedule(Plan.NONE, List.of(), Optional.empty());

    private static final Duration BEHIND = Duration.ofDays(40);
    private static final Duration AHEAD = Duration.ofDays(400);

    private final Plan plan;
    private final List<ManualOverride> overrides;
    private final Optional<EmergencyStop> stop;
    private final Map<BulkWork, Matter> matters = new ConcurrentHashMap<>();
    private final Map<Year, Worked> known = new ConcurrentHashMap<>();

    public Schedule(Plan plan, List<ManualOverride> overrides, Optional<EmergencyStop> stop) {
        this.plan = plan;
        this.overrides = List.copyOf(overrides);
        this.stop = stop;
    }

    public Plan plan() {
        return plan;
    }

    /** As it would be with another plan: what was decided by hand, and an emergency stop, stay as they are. */
    public Schedule under(Plan other) {
        return new Schedule(other, overrides, stop);
    }

    public List<ManualOverride> overrides() {
        return overrides;
    }

    public Optional<EmergencyStop> stopped() {
        return stop;
    }

    public Standing at(BulkWork work, Instant at) {
        if (stop.isPresent()) {
            return stopped(stop.get());
        }
        Matter matter = matters.computeIfAbsent(work, this::matter);
        return matter.isNothing()
                ? Standing.ALWAYS
                : timeline(matter, yearOf(at)).at(at);
    }

    /** How it stands all the time between, without gaps; the standing of each is that of every instant in it. */
    public List<Stretch> stretches(BulkWork work, Instant from, Instant to) {
        Span asked = new Span(from, to);
        if (asked.isEmpty()) {
            return List.of();
        }
        if (stop.isPresent()) {
            return List.of(new Stretch(from, to, stopped(stop.get())));
        }
        Matter matter = matters.computeIfAbsent(work, this::matter);
        if (matter.isNothing()) {
            return List.of(new Stretch(from, to, Standing.ALWAYS));
        }
        List<Stretch> all = new ArrayList<>();
        for (int year = yearOf(from); year <= yearOf(to); year++) {
            Span span = yearSpan(year);
            Span cut = new Span(later(from, span.from()), earlier(to, span.to()));
            if (!cut.isEmpty()) {
                timeline(matter, year).within(cut).forEach(stretch -> append(all, stretch));
            }
        }
        return all;
    }

    /** The joined opening in which this is, as it would be without an emergency stop. @return an end far ahead where it has none */
    Optional<Span> openingAt(BulkWork work, Instant at) {
        Matter matter = matters.computeIfAbsent(work, this::matter);
        return matter.isNothing()
                ? Optional.empty()
                : timeline(matter, yearOf(at)).openingAt(at);
    }

    private static Standing stopped(EmergencyStop stop) {
        return new Standing(Standing.Level.STOPPED, Limit.NONE, Optional.empty(), Sentences.stopped(stop));
    }

    private static void append(List<Stretch> all, Stretch next) {
        Stretch last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last != null && last.standing().equals(next.standing())) {
            all.set(all.size() - 1, new Stretch(last.from(), next.to(), last.standing()));
        } else {
            all.add(next);
        }
    }

    private Matter matter(BulkWork work) {
        List<Integer> key = new ArrayList<>();
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < plan.windows().size(); i++) {
            Window window = plan.windows().get(i);
            if (window.scope().covers(work)) {
                windows.add(window);
                key.add(i);
            }
        }
        List<ManualOverride> about = new ArrayList<>();
        for (int i = 0; i < overrides.size(); i++) {
            ManualOverride one = overrides.get(i);
            boolean ofWindow = one.window().isEmpty()
                    || windows.stream()
                            .anyMatch(window -> window.id().equals(one.window().get()));
            if (ofWindow && one.scope().covers(work)) {
                about.add(one);
                key.add(-1 - i);
            }
        }
        return new Matter(
                windows,
                about,
                key,
                windows.stream().map(Window::zone).distinct().toList());
    }

    private Timeline timeline(Matter matter, int year) {
        Year key = new Year(matter.key(), year);
        Worked before = known.get(key);
        if (before != null && before.isStillRight(matter.zones())) {
            return before.timeline();
        }
        Map<String, WallClock> clocks = matter.zones().stream()
                .flatMap(zone -> WallClock.of(zone).stream())
                .collect(Collectors.toMap(WallClock::zone, clock -> clock));
        Span span = yearSpan(year);
        Span block = new Span(span.from().minus(BEHIND), span.to().plus(AHEAD));
        Timeline timeline = new Timeline(deciding(matter, clocks, block), block);
        known.put(key, new Worked(clocks, timeline));
        return timeline;
    }

    private static Deciding deciding(Matter matter, Map<String, WallClock> clocks, Span block) {
        List<WindowTimes> times = matter.windows().stream()
                .map(window -> WindowTimes.of(window, Optional.ofNullable(clocks.get(window.zone())), block))
                .toList();
        return new Deciding(times, matter.overrides(), clocks, block);
    }

    private static int yearOf(Instant at) {
        return at.atOffset(ZoneOffset.UTC).getYear();
    }

    private static Span yearSpan(int year) {
        return new Span(
                LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC),
                LocalDate.of(year + 1, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * The windows and overrides that are about some work.
     *
     * @param key which they are: much work is about the same ones
     */
    private record Matter(List<Window> windows, List<ManualOverride> overrides, List<Integer> key, List<String> zones) {

        boolean isNothing() {
            return key.isEmpty();
        }
    }

    private record Year(List<Integer> matter, int year) {}

    /** @param clocks with the rules of their zones that it was worked out by */
    private record Worked(Map<String, WallClock> clocks, Timeline timeline) {

        boolean isStillRight(List<String> zones) {
            for (String zone : zones) {
                if (!WallClock.of(zone).equals(Optional.ofNullable(clocks.get(zone)))) {
                    return false;
                }
            }
            return true;
        }
    }
}
