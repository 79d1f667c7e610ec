package io.caravan.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How it stands with some work in a span of time, from change to change. */
final class Timeline {
    private final List<Stretch> stretches;

    private Timeline(List<Stretch> stretches) {
        this.stretches = stretches;
    }

    static Timeline of(List<Part> parts, Span block) {
        Sentences sentences = new Sentences(parts, block.to());
        List<Stretch> stretches = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Optional<Instant> until = part.to().isBefore(block.to()) ? Optional.of(part.to()) : Optional.empty();
            Standing standing = new Standing(part.level(), part.limit(), until, sentences.of(i));
            stretches.add(new Stretch(part.from(), part.to(), standing));
        }
        return new Timeline(List.copyOf(stretches));
    }

    Standing at(Instant at) {
        return stretches.get(index(at)).standing();
    }

    /** Those that touch a span, cut to it. */
    List<Stretch> within(Span span) {
        List<Stretch> within = new ArrayList<>();
        for (int i = index(span.from());
                i < stretches.size() && stretches.get(i).from().isBefore(span.to());
                i++) {
            Stretch stretch = stretches.get(i);
            Instant from = stretch.from().isBefore(span.from()) ? span.from() : stretch.from();
            Instant to = stretch.to().isAfter(span.to()) ? span.to() : stretch.to();
            within.add(new Stretch(from, to, stretch.standing()));
        }
        return within;
    }

    private int index(Instant at) {
        int low = 0;
        int high = stretches.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (stretches.get(middle).from().isAfter(at)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
