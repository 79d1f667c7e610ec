package io.caravan.map.labs;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a result message into reports. ORU^R01 puts ORC before OBR and SPM at the end, OUL^R22 the specimen first and ORC
 * behind OBR; both are read by the place of each segment, so that a sender who mixes them is still understood.
 */
final class ReportGroups {
    private final boolean specimenCentred;
    private final List<ReportGroup> groups = new ArrayList<>(2);
    private Segment pid = Segment.ABSENT;
    private Segment pv1 = Segment.ABSENT;
    private Segment orc = Segment.ABSENT;
    private Segment specimen = Segment.ABSENT;
    private Segment obr = Segment.ABSENT;
    private Segment obrOrc = Segment.ABSENT;
    /** OBX before any OBR, of the patient or the specimen: they go with the next report. */
    private final List<Segment> early = new ArrayList<>(0);

    private List<Segment> notes = new ArrayList<>(2);
    private List<ReportGroup.Line> lines = new ArrayList<>(16);
    private List<Segment> specimens = new ArrayList<>(1);
    private TextLines line = TextLines.none();

    private ReportGroups(boolean specimenCentred) {
        this.specimenCentred = specimenCentred;
    }

    static List<ReportGroup> read(Hl7Message message) {
        ReportGroups reader = new ReportGroups(message.type().equals("OUL"));
        for (Segment segment : message.segments()) {
            reader.take(segment);
        }
        reader.endReport();
        return List.copyOf(reader.groups);
    }

    private void take(Segment segment) {
        switch (segment.name()) {
            case "PID" -> {
                endReport();
                pid = segment;
                pv1 = Segment.ABSENT;
                specimen = Segment.ABSENT;
            }
            case "PV1" -> pv1 = segment;
            case "ORC" -> takeOrc(segment);
            case "OBR" -> {
                endReport();
                obr = segment;
                obrOrc = orc;
                orc = Segment.ABSENT;
                if (specimenCentred && !specimen.isAbsent()) {
                    specimens.add(specimen);
                }
                early.forEach(this::takeObx);
                early.clear();
            }
            case "SPM" -> takeSpecimen(segment);
            case "OBX" -> takeObx(segment);
            case "NTE" -> takeNote(segment);
            default -> {}
        }
    }

    private void takeOrc(Segment segment) {
        if (specimenCentred && !obr.isAbsent() && obrOrc.isAbsent()) {
            obrOrc = segment;
        } else {
            endReport();
            orc = segment;
        }
    }

    private void takeSpecimen(Segment segment) {
        if (specimenCentred) {
            endReport();
        } else if (!obr.isAbsent()) {
            endLine();
            specimens.add(segment);
        }
        specimen = segment;
    }

    private void takeObx(Segment segment) {
        if (obr.isAbsent()) {
            early.add(segment);
            return;
        }
        if (!line.continuesWith(segment)) {
            endLine();
            line = TextLines.beginningWith(segment, specimen);
        } else {
            line.add(segment);
        }
    }

    private void takeNote(Segment segment) {
        if (!line.isEmpty()) {
            line.addNote(segment);
        } else if (!obr.isAbsent()) {
            notes.add(segment);
        }
    }

    private void endLine() {
        if (!line.isEmpty()) {
            lines.add(line.line());
            line = TextLines.none();
        }
    }

    private void endReport() {
        endLine();
        if (!obr.isAbsent()) {
            groups.add(new ReportGroup(pid, pv1, obrOrc, obr, notes, lines, specimens));
        }
        obr = Segment.ABSENT;
        obrOrc = Segment.ABSENT;
        notes = new ArrayList<>(2);
        lines = new ArrayList<>(16);
        specimens = new ArrayList<>(1);
        if (!specimenCentred) {
            specimen = Segment.ABSENT;
        }
    }
}
