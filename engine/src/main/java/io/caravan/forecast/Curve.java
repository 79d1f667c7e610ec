package io.caravan.forecast;

import io.caravan.window.Standing;
import io.caravan.window.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How likely it is that some work is through by an instant: what may run ahead, at its rate, against what remains. */
final class Curve {
    /** How far ahead it looks: what takes longer nobody plans by. */
    static final Duration HORIZON = Duration.ofDays(5 * 366);

    private static final Duration STEP = Duration.ofDays(30);
    /** No further than to where it is all but sure. */
    private static final double SURE = 0.999;

    private final double rows;
    private final double doubt;
    private final Rate rate;
    private final List<Leg> legs = new ArrayList<>();
    private final Instant from;
    private Instant end;
    private double open;
    private double records;

    /** What may run, from now on. */
    interface Ahead {
        List<Stretch> stretches(Instant from, Instant to);
    }

    /** A stretch in which work goes on, with what was behind it before. */
    private record Leg(Instant from, Instant to, double perSecond, double open, double records) {}

    Curve(Remaining remaining, Rate rate, Ahead ahead, Instant from) {
        this.rows = Math.max(1, remaining.rows());
        this.doubt = Math.log1p(remaining.spread() * remaining.spread());
        this.rate = rate;
        this.from = from;
        this.end = from;
        Instant horizon = from.plus(HORIZON);
        while (end.isBefore(horizon) && likelihood(open, records) < SURE) {
            Instant to = end.plus(STEP);
            ahead.stretches(end, to).forEach(this::add);
            end = to;
        }
    }

    private void add(Stretch stretch) {
        Standing standing = stretch.standing();
        double perSecond = standing.isOpen() ? rate.perSecond(standing.limit()) : 0;
        if (perSecond > 0) {
            legs.add(new Leg(stretch.from(), stretch.to(), perSecond, open, records));
            double seconds = seconds(stretch.from(), stretch.to());
            open += seconds;
            records += seconds * perSecond;
        }
    }

    /** Whether anything may run at all. */
    boolean isOpenEver() {
        return !legs.isEmpty();
    }

    double firstPerSecond() {
        return legs.isEmpty() ? 0 : legs.get(0).perSecond();
    }

    Instant from() {
        return from;
    }

    /** How far it has looked. */
    Instant end() {
        return end;
    }

    double likelihoodBy(Instant at) {
        int low = 0;
        int high = legs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (legs.get(middle).from().isBefore(at)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return 0;
        }
        Leg leg = legs.get(low - 1);
        double seconds = seconds(leg.from(), at.isBefore(leg.to()) ? at : leg.to());
        return likelihood(leg.open() + seconds, leg.records() + seconds * leg.perSecond());
    }

    /** When it is as likely as that to be through. */
    Optional<Instant> by(double likelihood) {
        return by(likelihood, from, end, this::likelihoodBy);
    }

    /** To the second. */
    static Optional<Instant> by(double likelihood, Instant from, Instant end, Likelihood likelihoods) {
        if (likelihoods.by(end) < likelihood) {
            return Optional.empty();
        }
        long low = 0;
        long high = Duration.between(from, end).toSeconds();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (likelihoods.by(from.plusSeconds(middle)) >= likelihood) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Optional.of(from.plusSeconds(low));
    }

    /** @see Curve#likelihoodBy */
    interface Likelihood {
        double by(Instant at);
    }

    private double likelihood(double openSeconds, double done) {
        if (done <= 0) {
            return 0;
        }
        double deviation = Math.hypot(rate.deviation(openSeconds), Math.sqrt(doubt));
        return Normal.below(Math.log(done / rows) / deviation);
    }

    private static double seconds(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        return between.getSeconds() + between.getNano() / 1e9;
    }
}
