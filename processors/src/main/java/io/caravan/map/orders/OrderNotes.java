package io.caravan.map.orders;

import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.List;

/** The text of NTE segments: one line for each, as people read them. */
final class OrderNotes {
    private OrderNotes() {}

    static String text(List<Segment> notes) {
        StringBuilder text = new StringBuilder();
        for (Segment note : notes) {
            for (Repetition line : note.repetitions(3)) {
                text.append(text.isEmpty() ? "" : "\n").append(line.whole().stripTrailing());
            }
        }
        return text.toString().strip();
    }

    /** An array with one Annotation; empty text for blank text. */
    static String annotation(String text) {
        return text.isBlank() ? "" : "[{\"text\":" + Json.string(text.strip()) + "}]";
    }
}
