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
    private final List<Segment> imaging = new ArrayList<>(0);
    private final List<Segment> notes = new ArrayList<>(0);
    private final List<Segment> diagnoses = new ArrayList<>(0);
    private final List<Answer> answers = new ArrayList<>(0);
    private final List<Sample> samples = new ArrayList<>(0);
    private boolean pharmacy;

    /** An OBX of an order or of its specimen, with its notes: what was known or asked when it was ordered. */
    record Answer(Segment obx, List<Segment> notes) {}

    /** An SPM with its OBX. It may serve several orders. */
    record Sample(Segment spm, List<Answer> answers) {}

    private OrderGroup(Segment orc) {
        this.orc = orc;
    }

    /** The orders of a message, in their order; an OBR without an ORC of its own shares the one before it. */
    static List<OrderGroup> read(Hl7Message message) {
        Reader reader = new Reader();
        message.segments().forEach(reader::take);
        return reader.groups;
    }

    /**
     * OML^O33 puts the specimen before its orders, the others put it inside the order; which one it is, is told by the place of
     * the first SPM.
     */
    private static final class Reader {
        private final List<OrderGroup> groups = new ArrayList<>(2);
        private OrderGroup group = new OrderGroup(Segment.ABSENT);
        private List<Sample> shared = new ArrayList<>(0);
        private List<Answer> answers = group.answers;
        private boolean afterAnswer;

        void take(Segment segment) {
            switch (segment.name()) {
                case "ORC" -> begin(segment);
                case "OBR" -> {
                    if (groups.isEmpty() || !group.obr.isAbsent()) {
                        begin(group.orc);
                    }
                    group.obr = segment;
                }
                case "SPM" -> sample(new Sample(segment, new ArrayList<>(0)));
                case "OBX" -> {
                    answers.add(new Answer(segment, new ArrayList<>(0)));
                    afterAnswer = true;
                }
                case "NTE" -> note(segment);
                default -> group.add(segment);
            }
        }

        private void begin(Segment orc) {
            OrderGroup before = group;
            group = new OrderGroup(orc);
            if (groups.isEmpty()) {
                group.answers.addAll(before.answers);
            }
            group.samples.addAll(shared);
            groups.add(group);
            answers = group.answers;
            afterAnswer = false;
        }

        private void sample(Sample sample) {
            if (groups.isEmpty() || !shared.isEmpty()) {
                shared = List.of(sample);
            } else {
                group.samples.add(sample);
            }
            answers = sample.answers();
            afterAnswer = false;
        }

        private void note(Segment segment) {
            if (afterAnswer) {
                answers.get(answers.size() - 1).notes().add(segment);
            } else if (!groups.isEmpty()) {
                group.notes.add(segment);
            }
        }
    }

    private void add(Segment segment) {
        switch (segment.name()) {
            case "DG1" -> diagnoses.add(segment);
            case "TQ1" -> timing = timing.isAbsent() ? segment : timing;
            case "IPC" -> imaging.add(segment);
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

    List<Segment> imaging() {
        return imaging;
    }

    List<Segment> notes() {
        return notes;
    }

    List<Segment> diagnoses() {
        return diagnoses;
    }

    List<Answer> answers() {
        return answers;
    }

    List<Sample> samples() {
        return samples;
    }

    /** An order of a drug, which is no ServiceRequest. */
    boolean isPharmacy() {
        return pharmacy;
    }
}
