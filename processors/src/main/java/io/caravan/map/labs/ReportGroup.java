package io.caravan.map.labs;

import io.caravan.hl7.Segment;
import java.util.List;

/**
 * The segments of one report: one OBR with what belongs to it.
 *
 * @param notes NTE after OBR
 */
record ReportGroup(
        Head head, Segment orc, Segment obr, List<Segment> notes, List<Line> lines, List<Specimen> specimens) {

    ReportGroup {
        notes = List.copyOf(notes);
        lines = List.copyOf(lines);
        specimens = List.copyOf(specimens);
    }

    /**
     * Whom the reports are about.
     *
     * @param notes NTE after PID or PV1
     */
    record Head(Segment pid, Segment pv1, List<Segment> notes) {
        Head {
            notes = List.copyOf(notes);
        }
    }

    /**
     * A specimen.
     *
     * @param notes NTE after SPM
     */
    record Specimen(Segment spm, List<Segment> notes) {
        Specimen {
            notes = List.copyOf(notes);
        }
    }

    /**
     * One result: an OBX, or several that carry the lines of one text.
     *
     * @param specimen the SPM it stands behind, or absent
     */
    record Line(List<Segment> obx, List<Segment> notes, Segment specimen) {
        Line {
            obx = List.copyOf(obx);
            notes = List.copyOf(notes);
        }

        Segment first() {
            return obx.get(0);
        }
    }
}
