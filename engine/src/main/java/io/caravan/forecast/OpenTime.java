package io.caravan.forecast;

import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.Schedule;
import io.caravan.window.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When some work was to run. What a person shut by hand, or stopped, counts as open: such things come again, and a forecast
 * that left them out would always be too early.
 */
final class OpenTime {
    private final Schedule actual;
    private final Schedule planned;

    OpenTime(Schedule actual) {
        this.actual = actual;
        this.planned = new Schedule(actual.plan(), List.of(), Optional.empty());
    }

    boolean isOf(Schedule schedule) {
        return schedule.equals(actual);
    }

    /** @param byHand whether it was shut all the same, by a person */
    record Piece(Instant from, Instant to, Limit limit, boolean byHand) {}

    List<Piece> between(BulkWork work, boolean obeys, Instant from, Instant to) {
        List<Piece> pieces = new ArrayList<>();
        if (!obeys) {
            pieces.add(new Piece(from, to, Limit.NONE, false));
            return pieces;
        }
        for (Stretch stretch : actual.stretches(work, from, to)) {
            if (stretch.standing().isOpen()) {
                pieces.add(piece(stretch, false));
            } else {
                planned.stretches(work, stretch.from(), stretch.to()).stream()
                        .filter(within -> within.standing().isOpen())
                        .forEach(within -> pieces.add(piece(within, true)));
            }
        }
        return pieces;
    }

    private static Piece piece(Stretch stretch, boolean byHand) {
        return new Piece(stretch.from(), stretch.to(), stretch.standing().limit(), byHand);
    }
}
