package io.caravan.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of instants: spans in order, none empty, none touching the next. */
final class Spans {
    static final Spans NONE = new Spans(List.of());

    private final List<Span> spans;

    private Spans(List<Span> joined) {
        this.spans = joined;
    }

    static Spans of(Collection<Span> any) {
        List<Span> sorted = new ArrayList<>(any);
        sorted.removeIf(Span::isEmpty);
        sorted.sort(Comparator.comparing(Span::from));
        List<Span> joined = new ArrayList<>(sorted.size());
        for (Span next : sorted) {
            Span last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last == null || last.to().isBefore(next.from())) {
                joined.add(next);
            } else if (last.to().isBefore(next.to())) {
                joined.set(joined.size() - 1, new Span(last.from(), next.to()));
            }
        }
        return new Spans(List.copyOf(joined));
    }

    List<Span> list() {
        return spans;
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    Spans and(Spans other) {
        List<Span> both = new ArrayList<>(spans);
        both.addAll(other.spans);
        return of(both);
    }

    Spans without(Spans other) {
        if (other.isEmpty()) {
            return this;
        }
        List<Span> left = new ArrayList<>();
        int next = 0;
        for (Span span : spans) {
            while (next < other.spans.size() && !other.spans.get(next).to().isAfter(span.from())) {
                next++;
            }
            Instant from = span.from();
            for (int i = next;
                    i < other.spans.size() && other.spans.get(i).from().isBefore(span.to());
                    i++) {
                Span hole = other.spans.get(i);
                if (from.isBefore(hole.from())) {
                    left.add(new Span(from, hole.from()));
                }
                from = hole.to();
            }
            if (from.isBefore(span.to())) {
                left.add(new Span(from, span.to()));
            }
        }
        return new Spans(List.copyOf(left));
    }

    boolean contains(Instant at) {
        return indexOf(at) >= 0;
    }

    /** Which span an instant lies in, or -1. */
    int indexOf(Instant at) {
        int index = lastFrom(at);
        return index >= 0 && at.isBefore(spans.get(index).to()) ? index : -1;
    }

    boolean touches(Span other) {
        int index = lastFrom(other.from());
        return index >= 0 && spans.get(index).touches(other)
                || index + 1 < spans.size() && spans.get(index + 1).touches(other);
    }

    /** The last span that begins at or before an instant, or -1. */
    private int lastFrom(Instant at) {
        int low = 0;
        int high = spans.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).from().isAfter(at)) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }
}
