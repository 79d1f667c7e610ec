package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.value.ResultExtensions;
import java.util.List;

/** The text of NTE segments: one line for each, as people read them. */
final class Notes {
    private Notes() {}

    static String text(List<Segment> notes) {
        StringBuilder out = new StringBuilder();
        for (Segment note : notes) {
            List<Repetition> comments = note.repetitions(3);
            if (comments.isEmpty() && !out.isEmpty()) {
                out.append('\n');
            }
            for (Repetition comment : comments) {
                out.append(out.isEmpty() ? "" : "\n").append(comment.whole().stripTrailing());
            }
        }
        return out.toString().strip();
    }

    /** As the entries of an array of Annotation; empty text for none. */
    static String annotations(List<Segment> notes) {
        String text = text(notes);
        return text.isEmpty() ? "" : "[{\"text\":" + Json.string(text) + "}]";
    }

    /**
     * NTE behind PID. FHIR's Patient has no note, so each text is an extension of its own: what one message remarks does not
     * replace what another did.
     */
    static void addOfPatient(List<Segment> notes, PatientIdentity patient, Version version, Mapping mapping) {
        String text = text(notes);
        if (text.isEmpty()) {
            return;
        }
        String key = "note-" + FhirIds.id("Note", text);
        String entry = "[" + ResultExtensions.of("note", "valueString", Json.string(text)) + "]";
        mapping.add(Change.of(ResourceType.PATIENT, patient.id(), version.withRank(Version.FILLER))
                .set(Fields.part("extension", key), entry));
    }
}
