package io.caravan.map.labs;

import io.caravan.hl7.Segment;
import io.caravan.map.value.ObservationValue;
import java.util.ArrayList;
import java.util.List;

/** Collects the OBX of one result: a text is often sent as one OBX for each of its lines. */
final class TextLines {
    private final List<Segment> obx = new ArrayList<>(1);
    private final List<Segment> notes = new ArrayList<>(1);
    private final Segment specimen;

    private TextLines(Segment specimen) {
        this.specimen = specimen;
    }

    static TextLines none() {
        return new TextLines(Segment.ABSENT);
    }

    static TextLines beginningWith(Segment first, Segment specimen) {
        TextLines lines = new TextLines(specimen);
        lines.obx.add(first);
        return lines;
    }

    boolean isEmpty() {
        return obx.isEmpty();
    }

    /**
     * Whether an OBX is the next line of this text: both are text of the same observation with the same sub-id, or TX and FT
     * whose sub-ids count on. Several ST with sub-ids of their own are results of their own, e.g. organisms.
     */
    boolean continuesWith(Segment next) {
        if (obx.isEmpty() || !notes.isEmpty()) {
            return false;
        }
        Segment last = obx.get(obx.size() - 1);
        return ObservationValue.isText(last)
                && ObservationValue.isText(next)
                && last.raw(3).equals(next.raw(3))
                && last.raw(11).equals(next.raw(11))
                && (!next.has(21) || next.raw(21).equals(last.raw(21)))
                && (last.raw(4).equals(next.raw(4)) || countsOn(last, next));
    }

    private static boolean countsOn(Segment last, Segment next) {
        if (last.text(2).equals("ST") || next.text(2).equals("ST")) {
            return false;
        }
        String from = last.text(4);
        String to = next.text(4);
        return isCount(from) && isCount(to) && Integer.parseInt(to) == Integer.parseInt(from) + 1;
    }

    private static boolean isCount(String text) {
        return !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    void add(Segment segment) {
        obx.add(segment);
    }

    void addNote(Segment note) {
        notes.add(note);
    }

    ReportGroup.Line line() {
        return new ReportGroup.Line(obx, notes, specimen);
    }
}
