package io.caravan.map.medications;

import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/** NTE-3 as it was written, each repetition a line. */
final class Notes {
    private Notes() {}

    static String text(List<Segment> notes) {
        List<String> lines = new ArrayList<>(1);
        for (Segment note : notes) {
            for (Repetition comment : note.repetitions(3)) {
                lines.add(comment.whole().strip());
            }
        }
        return String.join("\n", lines).strip();
    }
}
