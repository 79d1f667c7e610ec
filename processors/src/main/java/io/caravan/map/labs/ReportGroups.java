package io.caravan.map.labs;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

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
    /** What stands before any OBR, of the patient or the specimen: it goes with the next report. */
    private final List<Segment> early = new ArrayList<>(0);

    private final Map<Segment, List<Segment>> specimenNotes = new IdentityHashMap<>(2);
    private List<Segment> patientNotes = new ArrayList<>(0);
    private List<Segment> notes = new ArrayList<>(2);
    private List<Segment> orderNotes = new ArrayList<>(0);
    private List<ReportGroup.Line> lines = new ArrayList<>(16);
    private List<Segment> specimens = new ArrayList<>(1);
    private TextLines line = TextLines.none();

    private ReportGroups(boolean specimenCentred) {
        this.specimenCentred = specimenCentred;
    }

    /** @throws Rejected where there are results that belong to no request */
    static List<ReportGroup> read(Hl7Message message) {
        ReportGroups reader = new ReportGroups(message.type().equals("OUL"));
        for (Segment segment : message.segments()) {
            reader.take(segment);
        }
        reader.endReport();
        reader.refuseEarlyResults();
        return List.copyOf(reader.groups);
    }

    private void take(Segment segment) {
        switch (segment.name()) {
            case "PID" -> takePid(segment);
            case "PV1" -> pv1 = segment;
            case "ORC" -> takeOrc(segment);
            case "OBR" -> takeObr(segment);
            case "SPM" -> takeSpecimen(segment);
            case "OBX" -> takeObx(segment);
            case "NTE" -> takeNote(segment);
            default -> {}
        }
    }

    private void takePid(Segment segment) {
        endReport();
        refuseEarlyResults();
        pid = segment;
        pv1 = Segment.ABSENT;
        specimen = Segment.ABSENT;
        patientNotes = new ArrayList<>(0);
    }

    /** A result without a request must not go to the next patient's. */
    private void refuseEarlyResults() {
        if (early.stream().anyMatch(segment -> segment.is("OBX"))) {
            throw new Rejected(101, "missing-observation-request", "OBR");
        }
        early.clear();
    }

    private void takeOrc(Segment segment) {
        if (specimenCentred && !obr.isAbsent() && obrOrc.isAbsent()) {
            obrOrc = segment;
        } else {
            endReport();
            orc = segment;
        }
    }

    private void takeObr(Segment segment) {
        endReport();
        obr = segment;
        obrOrc = orc;
        orc = Segment.ABSENT;
        notes.addAll(orderNotes);
        orderNotes = new ArrayList<>(0);
        if (specimenCentred && !specimen.isAbsent()) {
            specimens.add(specimen);
        }
        List<Segment> before = List.copyOf(early);
        early.clear();
        before.forEach(this::take);
    }

    private void takeSpecimen(Segment segment) {
        if (specimenCentred) {
            endReport();
        } else if (obr.isAbsent()) {
            early.add(segment);
            return;
        } else {
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

    /** A note belongs to what it stands behind. */
    private void takeNote(Segment segment) {
        if (!line.isEmpty()) {
            line.addNote(segment);
        } else if (!early.isEmpty()) {
            early.add(segment);
        } else if (!specimen.isAbsent() && (obr.isAbsent() || !specimenCentred)) {
            specimenNotes.computeIfAbsent(specimen, spm -> new ArrayList<>(1)).add(segment);
        } else if (!obr.isAbsent()) {
            notes.add(segment);
        } else if (!orc.isAbsent()) {
            orderNotes.add(segment);
        } else {
            patientNotes.add(segment);
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
            ReportGroup.Head head = new ReportGroup.Head(pid, pv1, patientNotes);
            groups.add(new ReportGroup(head, obrOrc, obr, notes, lines, withNotes()));
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

    private List<ReportGroup.Specimen> withNotes() {
        return specimens.stream()
                .map(spm -> new ReportGroup.Specimen(spm, specimenNotes.getOrDefault(spm, List.of())))
                .toList();
    }
}
