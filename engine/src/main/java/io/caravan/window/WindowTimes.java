package io.caravan.window;

import io.caravan.window.Window.Opening;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One window, worked out for a span of time: its openings, its blackouts and its rates as instants. */
final class WindowTimes {

    /** @param day the local date on which it starts, to which it belongs */
    record Opened(Span span, LocalDate day, String cause) {}

    record Black(Span span, String why) {}

    record Rated(Spans when, Limit limit) {}

    private final Window window;
    private final List<Opened> openings;
    private final List<Opened> used;
    private final Spans open;
    private final List<Black> blackouts;
    private final Spans black;
    private final List<Rated> rates;

    private WindowTimes(Window window, List<Opened> all, Blackouts blackouts, List<Rated> rates) {
        this.window = window;
        this.openings = all;
        this.blackouts = blackouts.list();
        this.rates = rates;
        this.used = all.stream()
                .filter(opened -> !blackouts.shutsStart(opened.day()))
                .toList();
        this.open = Spans.of(used.stream().map(Opened::span).toList());
        this.black = Spans.of(this.blackouts.stream().map(Black::span).toList());
    }

    /** @param clock empty where nobody knows the zone: then it never opens */
    static WindowTimes of(Window window, Optional<WallClock> clock, Span block) {
        if (clock.isEmpty()) {
            return new WindowTimes(window, List.of(), Blackouts.NONE, List.of());
        }
        List<Opened> openings = new ArrayList<>();
        for (Opening opening : window.openings()) {
            openings.addAll(Occurrences.of(window.id(), opening, clock.get(), block));
        }
        openings.sort(Comparator.comparing(opened -> opened.span().from()));
        Blackouts blackouts = Blackouts.of(window, clock.get(), block, openings);
        List<Rated> rates = window.profile().stream()
                .map(band -> new Rated(Occurrences.daily(band.from(), band.to(), clock.get(), block), band.limit()))
                .toList();
        return new WindowTimes(window, List.copyOf(openings), blackouts, rates);
    }

    Window window() {
        return window;
    }

    /** All openings of the calendar, those that a blackout shuts and those of no length among them, first to begin first. */
    List<Opened> openings() {
        return openings;
    }

    /** When the calendar has it open. */
    Spans open() {
        return open;
    }

    /** What the calendar says of an instant at which it has it open. */
    Optional<String> causeAt(Instant at) {
        int low = 0;
        int high = used.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (used.get(middle).span().from().isAfter(at)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        for (int i = low - 1; i >= 0; i--) {
            if (used.get(i).span().contains(at)) {
                return Optional.of(used.get(i).cause());
            }
        }
        return Optional.empty();
    }

    Spans black() {
        return black;
    }

    List<Black> blackouts() {
        return blackouts;
    }

    Optional<String> blackoutAt(Instant at) {
        if (!black.contains(at)) {
            return Optional.empty();
        }
        return blackouts.stream()
                .filter(one -> one.span().contains(at))
                .map(Black::why)
                .findFirst();
    }

    Limit limitAt(Instant at) {
        Limit limit = Limit.NONE;
        for (Rated rated : rates) {
            if (rated.when().contains(at)) {
                limit = limit.and(rated.limit());
            }
        }
        return limit;
    }

    /** Every instant at which something may change. */
    void changes(List<Instant> into) {
        openings.forEach(opened -> add(into, opened.span()));
        blackouts.forEach(one -> add(into, one.span()));
        rates.forEach(rated -> rated.when().list().forEach(span -> add(into, span)));
    }

    private static void add(List<Instant> into, Span span) {
        into.add(span.from());
        into.add(span.to());
    }
}
