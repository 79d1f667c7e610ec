package io.caravan.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How it stands with some work in a span of time, from change to change. What is said of it is put into words when it is asked for. */
final class Timeline {
    private final Deciding deciding;
    private final List<Part> parts;
    private final Sentences sentences;
    private final Span block;
    private final AtomicReferenceArray<Standing> said;

    Timeline(Deciding deciding, Span block) {
        this.deciding = deciding;
        this.parts = List.copyOf(deciding.parts());
        this.sentences = new Sentences(this.parts, block.to());
        this.block = block;
        this.said = new AtomicReferenceArray<>(parts.size());
    }

    Standing at(Instant at) {
        return standing(index(at));
    }

    Optional<Span> openingAt(Instant at) {
        return deciding.openingAt(at);
    }

    /** Those that touch a span, cut to it. */
    List<Stretch> within(Span span) {
        List<Stretch> within = new ArrayList<>();
        for (int i = index(span.from()); i < parts.size() && parts.get(i).from().isBefore(span.to()); i++) {
            Part part = parts.get(i);
            Instant from = part.from().isBefore(span.from()) ? span.from() : part.from();
            Instant to = part.to().isAfter(span.to()) ? span.to() : part.to();
            within.add(new Stretch(from, to, standing(i)));
        }
        return within;
    }

    private Standing standing(int index) {
        Standing known = said.get(index);
        if (known != null) {
            return known;
        }
        Part part = parts.get(index);
        Optional<Instant> until = part.to().isBefore(block.to()) ? Optional.of(part.to()) : Optional.empty();
        Standing standing = new Standing(part.level(), part.limit(), until, sentences.of(index));
        said.set(index, standing);
        return standing;
    }

    private int index(Instant at) {
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).from().isAfter(at)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
