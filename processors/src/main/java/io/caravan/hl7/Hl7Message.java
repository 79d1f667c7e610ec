package io.caravan.hl7;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A received message, read leniently: nothing in its content makes reading fail. Segments may end with CR, LF or CRLF; a line
 * that does not begin like a segment belongs to the one before, because senders break lines inside text. What stands before the
 * MSH is not read. Immutable once read; fields are found when asked for.
 */
public final class Hl7Message {
    private final List<Segment> segments;
    private final Segment msh;

    private Hl7Message(List<Segment> segments, Segment msh) {
        this.segments = segments;
        this.msh = msh;
    }

    /**
     * Reads bytes as they were received, decoded strictly by MSH-18 or by the character set that the source declares.
     *
     * @throws io.caravan.message.Rejected where the bytes are not text of that character set, or MSH-18 names none we have
     */
    public static Hl7Message read(byte[] payload, Optional<Charset> declared) {
        MessageCharset charset = MessageCharset.of(payload, declared);
        return read(charset.decode(payload), charset.charset());
    }

    /** Reads decoded text. A text without MSH gives a message whose {@link #msh()} is absent. */
    public static Hl7Message read(String text) {
        return read(text, StandardCharsets.UTF_8);
    }

    private static Hl7Message read(String text, Charset charset) {
        int start = Delimiters.locate(text);
        Delimiters delimiters = Delimiters.of(text, start, charset);
        String unfolded = unfold(start > 0 ? text.substring(start) : text, delimiters);
        List<Segment> segments = segments(unfolded, delimiters);
        Segment msh = start < 0 || segments.isEmpty() ? Segment.ABSENT : segments.get(0);
        return new Hl7Message(List.copyOf(segments), msh);
    }

    /** ADD continues the last field of the segment before it. */
    private static String unfold(String text, Delimiters delimiters) {
        String addendum = "ADD" + delimiters.field();
        if (!text.contains(addendum)) {
            return text;
        }
        return text.replace("\r\n" + addendum, "").replace("\r" + addendum, "").replace("\n" + addendum, "");
    }

    private static List<Segment> segments(String text, Delimiters delimiters) {
        List<Segment> segments = new ArrayList<>(16);
        int length = text.length();
        int open = -1;
        int openEnd = -1;
        int at = 0;
        while (at < length) {
            int end = at;
            while (end < length && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
                end++;
            }
            if (beginsSegment(text, at, end, delimiters.field())) {
                if (open >= 0) {
                    segments.add(new Segment(text, open, openEnd, delimiters));
                }
                open = at;
                openEnd = end;
            } else if (end > at) {
                openEnd = end;
            }
            at = end + 1;
        }
        if (open >= 0) {
            segments.add(new Segment(text, open, openEnd, delimiters));
        }
        return segments;
    }

    private static boolean beginsSegment(String text, int start, int end, char separator) {
        if (end - start < 3 || end - start > 3 && text.charAt(start + 3) != separator) {
            return false;
        }
        return isLetter(text.charAt(start))
                && isLetterOrDigit(text.charAt(start + 1))
                && isLetterOrDigit(text.charAt(start + 2));
    }

    private static boolean isLetterOrDigit(char next) {
        return isLetter(next) || next >= '0' && next <= '9';
    }

    private static boolean isLetter(char next) {
        return next >= 'A' && next <= 'Z' || next >= 'a' && next <= 'z';
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

    /**
     * The message taken apart: one for each segment of this name, with what stands before the first of them, and what follows
     * its own.
     */
    public List<Hl7Message> groups(String name) {
        List<Segment> head = new ArrayList<>(4);
        List<List<Segment>> groups = new ArrayList<>(2);
        for (Segment segment : segments) {
            if (segment.is(name)) {
                groups.add(new ArrayList<>(head));
            }
            (groups.isEmpty() ? head : groups.get(groups.size() - 1)).add(segment);
        }
        return groups.stream()
                .map(group -> new Hl7Message(List.copyOf(group), msh))
                .toList();
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
