package io.caravan.hl7;

import java.util.ArrayList;
import java.util.List;

/**
 * A received message, read leniently: nothing in its content makes reading fail. Segments may end with CR, LF or CRLF.
 * Immutable once read; fields are found when asked for.
 */
public final class Hl7Message {
    private final List<Segment> segments;
    private final Segment msh;

    private Hl7Message(List<Segment> segments, Segment msh) {
        this.segments = segments;
        this.msh = msh;
    }

    /** Reads decoded text. A text without MSH gives a message whose {@link #msh()} is absent. */
    public static Hl7Message read(String text) {
        Delimiters delimiters = Delimiters.of(text);
        List<Segment> segments = new ArrayList<>(16);
        int length = text.length();
        int start = 0;
        while (start < length) {
            int end = start;
            while (end < length && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
                end++;
            }
            if (end - start >= 3) {
                segments.add(new Segment(text.substring(start, end), delimiters));
            }
            start = end + 1;
        }
        Segment msh = Segment.ABSENT;
        for (Segment segment : segments) {
            if (segment.is("MSH")) {
                msh = segment;
                break;
            }
        }
        return new Hl7Message(List.copyOf(segments), msh);
    }

    public List<Segment> segments() {
        return segments;
    }

    public Segment msh() {
        return msh;
    }

    /** The first segment of this name, or {@link Segment#ABSENT}. */
    public Segment first(String name) {
        for (Segment segment : segments) {
            if (segment.is(name)) {
                return segment;
            }
        }
        return Segment.ABSENT;
    }

    /** All segments of this name, in their order. */
    public List<Segment> all(String name) {
        List<Segment> found = new ArrayList<>(4);
        for (Segment segment : segments) {
            if (segment.is(name)) {
                found.add(segment);
            }
        }
        return found;
    }

    /** MSH-9.1, e.g. {@code ADT}. */
    public String type() {
        return msh.text(9, 1);
    }

    /** MSH-9.2, else EVN-1: some senders give the event only there. */
    public String event() {
        String event = msh.text(9, 2);
        return event.isEmpty() ? first("EVN").text(1) : event;
    }

    /** MSH-10. */
    public String controlId() {
        return msh.text(10);
    }
}
