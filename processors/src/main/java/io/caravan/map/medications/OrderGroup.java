package io.caravan.map.medications;

import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/** The segments of one order: its ORC with what follows, up to the next ORC. Filled while reading, not changed after. */
final class OrderGroup {
    final Segment pid;
    final Segment pv1;
    final Segment orc;
    Segment rxo = Segment.ABSENT;
    Segment rxe = Segment.ABSENT;
    /** RXG: what the pharmacy tells the nurse to give. */
    Segment rxg = Segment.ABSENT;

    final Details ordered = new Details();
    final Details encoded = new Details();
    final Details instructed = new Details();
    final List<Segment> notes = new ArrayList<>(1);
    final List<Given> given = new ArrayList<>(1);
    boolean hasOther;

    /** What follows RXO, RXE or RXG and belongs to it. */
    static final class Details {
        final List<Segment> timings = new ArrayList<>(1);
        final List<Segment> routes = new ArrayList<>(1);
        final List<Segment> components = new ArrayList<>(0);

        /** What the other does not tell itself: TQ1 may stand after ORC and after RXE, and the latter is the pharmacy's. */
        Details without(Details other) {
            Details rest = new Details();
            rest.timings.addAll(other.timings.isEmpty() ? timings : List.of());
            rest.routes.addAll(other.routes.isEmpty() ? routes : List.of());
            rest.components.addAll(other.components.isEmpty() ? components : List.of());
            return rest;
        }
    }

    /** One RXA or RXD with its route and what it was made of. */
    static final class Given {
        final Segment segment;
        final List<Segment> components = new ArrayList<>(0);
        final List<Segment> notes = new ArrayList<>(0);
        Segment route = Segment.ABSENT;

        Given(Segment segment) {
            this.segment = segment;
        }
    }

    OrderGroup(Segment pid, Segment pv1, Segment orc) {
        this.pid = pid;
        this.pv1 = pv1;
        this.orc = orc;
    }

    /** Whether it says what is to be given, not only what became of it. */
    boolean hasOrder() {
        return !rxo.isAbsent() || !rxe.isAbsent();
    }

    /** Orders of other kinds travel in the same message types. */
    boolean isMedication() {
        return !hasOther || hasOrder() || !given.isEmpty() || !rxg.isAbsent();
    }

    void take(Segment segment) {
        switch (segment.name()) {
            case "RXO" -> rxo = segment;
            case "RXE" -> rxe = segment;
            case "RXG" -> rxg = rxg.isAbsent() ? segment : rxg;
            case "RXA", "RXD" -> given.add(new Given(segment));
            case "TQ1" -> takeTiming(segment);
            case "RXR" -> takeRoute(segment);
            case "RXC" -> components().add(segment);
            case "NTE" -> (given.isEmpty() ? notes : last().notes).add(segment);
            case "OBR", "ODS", "ODT", "RQD" -> hasOther = true;
            default -> {}
        }
    }

    private Given last() {
        return given.get(given.size() - 1);
    }

    private Details details() {
        if (!rxg.isAbsent()) {
            return instructed;
        }
        return rxe.isAbsent() ? ordered : encoded;
    }

    private void takeTiming(Segment segment) {
        if (given.isEmpty()) {
            details().timings.add(segment);
        }
    }

    private List<Segment> components() {
        return given.isEmpty() ? details().components : last().components;
    }

    /** One RXA stands for all that follow it up to the next RXR: several drugs given together share their route. */
    private void takeRoute(Segment segment) {
        if (given.isEmpty()) {
            details().routes.add(segment);
            return;
        }
        for (int i = given.size() - 1; i >= 0 && given.get(i).route.isAbsent(); i--) {
            given.get(i).route = segment;
        }
    }
}
