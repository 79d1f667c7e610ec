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
    final List<Segment> orderTimings = new ArrayList<>(1);
    final List<Segment> encodedTimings = new ArrayList<>(1);
    final List<Segment> notes = new ArrayList<>(1);
    final List<Given> given = new ArrayList<>(1);
    Segment orderRoute = Segment.ABSENT;
    Segment encodedRoute = Segment.ABSENT;
    boolean hasOther;

    /** One RXA or RXD with its route. */
    static final class Given {
        final Segment segment;
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
        return !hasOther || hasOrder() || !given.isEmpty();
    }

    void take(Segment segment) {
        switch (segment.name()) {
            case "RXO" -> rxo = segment;
            case "RXE" -> rxe = segment;
            case "RXA", "RXD" -> given.add(new Given(segment));
            case "TQ1" -> (rxe.isAbsent() ? orderTimings : encodedTimings).add(segment);
            case "RXR" -> takeRoute(segment);
            case "NTE" -> notes.add(segment);
            case "OBR", "ODS", "ODT", "RQD" -> hasOther = true;
            default -> {}
        }
    }

    /** One RXA stands for all that follow it up to the next RXR: several drugs given together share their route. */
    private void takeRoute(Segment segment) {
        if (!given.isEmpty()) {
            for (int i = given.size() - 1; i >= 0 && given.get(i).route.isAbsent(); i--) {
                given.get(i).route = segment;
            }
        } else if (!rxe.isAbsent()) {
            encodedRoute = encodedRoute.isAbsent() ? segment : encodedRoute;
        } else {
            orderRoute = orderRoute.isAbsent() ? segment : orderRoute;
        }
    }
}
