package io.caravan.map.labs;

import io.caravan.hl7.Segment;
import java.util.List;

/**
 * The segments of one report: one OBR with what belongs to it.
 *
 * @param notes NTE after OBR
 */
record ReportGroup(
        Segment pid,
        Segment pv1,
        Segment orc,
        Segment obr,
        List<Segment> notes,
        List<Line> lines,
        List<Segment> specimens) {

    ReportGroup {
        notes = List.copyOf(notes);
        lines = List.copyOf(lines);
        specimens = List.copyOf(specimens);
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
