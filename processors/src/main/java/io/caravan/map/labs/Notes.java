package io.caravan.map.labs;

import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.List;

/** The text of NTE segments: one line for each, as people read them. */
final class Notes {
    private Notes() {}

    static String text(List<Segment> notes) {
        StringBuilder out = new StringBuilder();
        for (Segment note : notes) {
            for (Repetition comment : note.repetitions(3)) {
                out.append(out.isEmpty() ? "" : "\n").append(comment.whole().stripTrailing());
            }
        }
        return out.toString().strip();
    }
}
