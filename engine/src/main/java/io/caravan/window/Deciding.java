package io.caravan.window;

import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Standing.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What decides about some work in a span of time, part by part: blackout, closed by hand, opened by hand, the calendar. */
final class Deciding {
    private final Span block;
    private final WallClock clock;
    private final List<WindowTimes> windows;
    private final List<ManualOverride> closing;
    private final List<ManualOverride> opening;
    private final List<Spans> open;
    private final Joined joined;
    private final Optional<Limit> outside;
    private final String names;

    /** @param windows those that the work is of @param overrides those that are about the work */
    Deciding(List<WindowTimes> windows, List<ManualOverride> overrides, Map<String, WallClock> clocks, Span block) {
        this.block = block;
        this.windows = windows;
        this.names = names(windows);
        this.clock = windows.stream()
                .map(times -> clocks.get(times.window().zone()))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElseGet(WallClock::utc);
        this.closing = of(Action.CLOSE, overrides);
        this.opening = windows.isEmpty() ? List.of() : of(Action.OPEN, overrides);
        Spans shut = Spans.of(closing.stream().map(Deciding::span).toList());
        for (WindowTimes times : windows) {
            shut = shut.and(times.black());
        }
        this.open = new ArrayList<>();
        for (WindowTimes times : windows) {
            open.add(times.open().and(byHand(times.window())).without(shut));
        }
        Spans byHand = Spans.of(opening.stream().map(Deciding::span).toList());
        List<Window> plain = windows.stream().map(WindowTimes::window).toList();
        this.joined = Joined.of(plain, open, byHand, block);
        this.outside =
                plain.stream().flatMap(window -> window.outside().stream()).reduce(Limit::and);
    }

    /** The joined opening in which this is; empty where it is shut, trickles, or no window has a say. */
    Optional<Span> openingAt(Instant at) {
        return joined.at(at).filter(Joined.Whole::isUsed).map(Joined.Whole::span);
    }

    List<Part> parts() {
        List<Instant> changes = new ArrayList<>(List.of(block.from(), block.to()));
        windows.forEach(times -> times.changes(changes));
        Stream.concat(closing.stream(), opening.stream()).forEach(one -> {
            changes.add(one.from());
            changes.add(one.until());
        });
        joined.changes(changes);
        List<Instant> sorted = changes.stream()
                .filter(at -> !at.isBefore(block.from()) && !at.isAfter(block.to()))
                .sorted()
                .distinct()
                .toList();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i + 1 < sorted.size(); i++) {
            Part part = part(sorted.get(i), sorted.get(i + 1));
            Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (last != null && part.continues(last)) {
                parts.set(parts.size() - 1, last.with(part));
            } else {
                parts.add(part);
            }
        }
        return parts;
    }

    private Part part(Instant from, Instant to) {
        for (WindowTimes times : windows) {
            Optional<String> why = times.blackoutAt(from);
            if (why.isPresent()) {
                return new Part(from, to, Level.BLACKOUT, Limit.NONE, cause(Cause.Kind.BLACKOUT, why.get(), block));
            }
        }
        for (ManualOverride one : closing) {
            if (span(one).contains(from)) {
                Cause cause =
                        cause(Cause.Kind.CLOSED_BY_HAND, "closed by " + one.actor() + ": " + one.reason(), span(one));
                return new Part(from, to, Level.CLOSED, Limit.NONE, cause);
            }
        }
        if (windows.isEmpty()) {
            return new Part(from, to, Level.OPEN, Limit.NONE, cause(Cause.Kind.ALWAYS, "", block));
        }
        Optional<Joined.Whole> whole = joined.at(from);
        if (whole.isPresent() && whole.get().isUsed()) {
            return open(from, to, whole.get());
        }
        if (outside.isPresent()) {
            return new Part(from, to, Level.REDUCED, outside.get(), cause(Cause.Kind.OUTSIDE, names, block));
        }
        if (whole.isPresent()) {
            Joined.Whole unused = whole.get();
            String text = openedBy(from) + " for "
                    + Sentences.length(unused.span().length())
                    + (unused.drain().isZero() ? "" : ", less " + Sentences.length(unused.drain()) + " to drain")
                    + ", which is under the least useful " + Sentences.length(unused.leastUseful());
            return new Part(from, to, Level.CLOSED, Limit.NONE, cause(Cause.Kind.UNUSED, text, unused.span()));
        }
        return new Part(from, to, Level.CLOSED, Limit.NONE, cause(Cause.Kind.SHUT, names, block));
    }

    private Part open(Instant from, Instant to, Joined.Whole whole) {
        if (!from.isBefore(whole.drainsFrom())) {
            Cause cause = cause(Cause.Kind.DRAIN, Sentences.length(whole.drain()), whole.span());
            return new Part(from, to, Level.DRAINING, Limit.NONE, cause);
        }
        Limit limit = Limit.NONE;
        for (int i = 0; i < windows.size(); i++) {
            if (open.get(i).contains(from)) {
                limit = limit.and(windows.get(i).limitAt(from));
            }
        }
        Level level = limit.isNone() ? Level.OPEN : Level.REDUCED;
        return new Part(from, to, level, limit, cause(Cause.Kind.OPEN, openedBy(from), whole.span()));
    }

    private String openedBy(Instant at) {
        for (ManualOverride one : opening) {
            if (span(one).contains(at)) {
                return "opened by " + one.actor() + ": " + one.reason();
            }
        }
        for (int i = 0; i < windows.size(); i++) {
            if (open.get(i).contains(at)) {
                return windows.get(i).causeAt(at).orElse(names);
            }
        }
        return names;
    }

    private static String names(List<WindowTimes> windows) {
        return (windows.size() == 1 ? "window " : "windows ")
                + windows.stream().map(times -> times.window().id()).collect(Collectors.joining(", "));
    }

    private Cause cause(Cause.Kind kind, String text, Span whole) {
        return new Cause(kind, text, clock, whole);
    }

    private Spans byHand(Window window) {
        return Spans.of(opening.stream()
                .filter(one -> one.window().isEmpty() || one.window().get().equals(window.id()))
                .map(Deciding::span)
                .toList());
    }

    private static List<ManualOverride> of(Action action, List<ManualOverride> overrides) {
        return overrides.stream().filter(one -> one.action() == action).toList();
    }

    private static Span span(ManualOverride one) {
        return new Span(one.from(), one.until());
    }
}
