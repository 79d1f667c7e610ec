package io.caravan.map.orders;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/** One order of a message: its ORC, its OBR, and what stands behind them. Either of the two may be absent. */
final class OrderGroup {
    private final Segment orc;
    private Segment obr = Segment.ABSENT;
    private Segment timing = Segment.ABSENT;
    private Segment imaging = Segment.ABSENT;
    private final List<Segment> notes = new ArrayList<>(0);
    private final List<Segment> diagnoses = new ArrayList<>(0);
    private boolean pharmacy;

    private OrderGroup(Segment orc) {
        this.orc = orc;
    }

    /** The orders of a message, in their order; an OBR without an ORC of its own shares the one before it. */
    static List<OrderGroup> read(Hl7Message message) {
        List<OrderGroup> groups = new ArrayList<>(2);
        OrderGroup group = null;
        boolean result = false;
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "ORC" -> {
                    group = new OrderGroup(segment);
                    groups.add(group);
                    result = false;
                }
                case "OBR" -> {
                    if (group == null || !group.obr.isAbsent()) {
                        group = new OrderGroup(group == null ? Segment.ABSENT : group.orc);
                        groups.add(group);
                    }
                    group.obr = segment;
                    result = false;
                }
                case "OBX", "SPM" -> result = true;
                default -> {
                    if (group != null && !result) {
                        group.add(segment);
                    }
                }
            }
        }
        return groups;
    }

    private void add(Segment segment) {
        switch (segment.name()) {
            case "NTE" -> notes.add(segment);
            case "DG1" -> diagnoses.add(segment);
            case "TQ1" -> timing = timing.isAbsent() ? segment : timing;
            case "IPC" -> imaging = imaging.isAbsent() ? segment : imaging;
            case "RXO" -> pharmacy = true;
            default -> {}
        }
    }

    Segment orc() {
        return orc;
    }

    Segment obr() {
        return obr;
    }

    Segment timing() {
        return timing;
    }

    Segment imaging() {
        return imaging;
    }

    List<Segment> notes() {
        return notes;
    }

    List<Segment> diagnoses() {
        return diagnoses;
    }

    /** An order of a drug, which is no ServiceRequest. */
    boolean isPharmacy() {
        return pharmacy;
    }
}
