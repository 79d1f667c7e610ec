package io.caravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The openings of all windows of some work, joined: work goes on where one takes over from the other. */
final class Joined {

    /**
     * @param drain the longest that a window asks for which takes part
     * @param leastUseful likewise
     * @param byHand whether a person opened it: what a person asks for is used however short it is
     */
    record Whole(Span span, Duration drain, Duration leastUseful, boolean byHand) {

        Instant drainsFrom() {
            Instant from = span.to().minus(drain);
            return from.isBefore(span.from()) ? span.from() : from;
        }

        Duration useful() {
            return Duration.between(span.from(), drainsFrom());
        }

        boolean isUsed() {
            return byHand || useful().compareTo(leastUseful) >= 0;
        }
    }

    private final List<Whole> wholes;
    private final Spans spans;

    private Joined(List<Whole> wholes, Spans spans) {
        this.wholes = wholes;
        this.spans = spans;
    }

    /** @param open when each window is open, in the order of the windows */
    static Joined of(List<Window> windows, List<Spans> open, Spans byHand, Span block) {
        Spans all = Spans.NONE;
        for (Spans one : open) {
            all = all.and(one);
        }
        List<Whole> wholes = new ArrayList<>();
        for (Span span : all.list()) {
            Duration drain = Duration.ZERO;
            Duration leastUseful = Duration.ZERO;
            for (int i = 0; i < windows.size(); i++) {
                if (open.get(i).touches(span)) {
                    drain = longer(drain, windows.get(i).drain());
                    leastUseful = longer(leastUseful, windows.get(i).leastUseful());
                }
            }
            boolean endless = !span.to().isBefore(block.to());
            wholes.add(new Whole(
                    span,
                    endless ? Duration.ZERO : drain,
                    endless ? Duration.ZERO : leastUseful,
                    byHand.touches(span)));
        }
        return new Joined(List.copyOf(wholes), all);
    }

    Optional<Whole> at(Instant at) {
        int index = spans.indexOf(at);
        return index < 0 ? Optional.empty() : Optional.of(wholes.get(index));
    }

    List<Whole> list() {
        return wholes;
    }

    void changes(List<Instant> into) {
        for (Whole whole : wholes) {
            into.add(whole.span().from());
            into.add(whole.drainsFrom());
            into.add(whole.span().to());
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
