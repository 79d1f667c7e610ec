package io.caravan.forecast;

import io.caravan.window.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How fast some bulk work goes: records in an open second, under each limit, and how much that varies.
 *
 * <p>The noise is relative to the rate and counted in seconds: over {@code h} open seconds the work done has the relative
 * variance {@code noise / (h + ONE_HOUR)}, for what slows work down (an outage, a busy night) lasts about an hour or longer.
 */
final class Rate {
    /** Over less than this, work is as uneven as over this. */
    static final double CORRELATED_SECONDS = 3_600;

    private static final Duration HALF_LIFE = Duration.ofDays(14);
    /** What is held of the noise before anything is measured: half the rate in an hour, worth three hours of measuring. */
    private static final double PRIOR_NOISE = 0.25 * CORRELATED_SECONDS;

    private static final int PRIOR_BLOCKS = 3;
    private static final int FEWEST_BLOCKS = 4;
    /** So long measured under a limit, its own rate counts as much as the one that follows from other limits. */
    private static final double OWN_SECONDS = 7_200;
    /** Nearer to its limit than this, work is held back by it. */
    private static final double BOUND = 0.85;

    /** Seasons: in a hundred open hours or more, a rate moves away from what it was by about so much, and nobody has measured it. */
    private static final double DRIFT = 0.12;

    private static final double DRIFT_SECONDS = 360_000;

    private static final double FEWEST_BUSY_SECONDS = 600;
    /** A rate that others have had is right within a factor of three, in nine of ten cases. */
    private static final double GUESSED = Math.log(3) / Normal.Z95;

    private final Map<Limit, Sum> measured;
    private final Capacity capacity;
    private final Spread spread;

    private Rate(Map<Limit, Sum> measured, Capacity capacity, Spread spread) {
        this.measured = measured;
        this.capacity = capacity;
        this.spread = spread;
    }

    /**
     * Without limits.
     *
     * @param perSecond while it gets anywhere
     * @param available part of the open time in which it gets anywhere
     * @param atOnce segments at once
     * @param bound whether it was only ever seen held back by a limit
     */
    record Capacity(double perSecond, double available, int atOnce, boolean bound) {}

    /**
     * How sure it is.
     *
     * @param noise in seconds
     * @param measuredSeconds on which the mean rests
     * @param freedom of the estimate of the noise
     * @param logDeviation further doubt, as of a guess
     */
    record Spread(double noise, double measuredSeconds, int freedom, double logDeviation) {
        static final Spread PRIOR = new Spread(PRIOR_NOISE, Double.POSITIVE_INFINITY, 30, 0);
    }

    /** @param usualAtOnce segments at once where no limit says less; empty where nothing was measured */
    static Optional<Rate> measured(List<RateSample> samples, int usualAtOnce) {
        Map<Limit, Sum> sums = weighted(samples);
        Sum all = sums.values().stream().reduce(Sum.NOTHING, Sum::and);
        if (all.records() <= 0 || all.open() <= 0) {
            return Optional.empty();
        }
        Capacity capacity = capacity(sums, all, usualAtOnce);
        Rate rate = new Rate(sums, capacity, Spread.PRIOR);
        return Optional.of(new Rate(sums, capacity, rate.spread(samples, all)));
    }

    /** As somebody supposes it to be; it varies as it was measured, where it was. */
    static Rate supposed(double perSecond, int usualAtOnce, Optional<Rate> measured) {
        double noise = measured.map(rate -> rate.spread.noise()).orElse(PRIOR_NOISE);
        Spread spread = new Spread(noise, Double.POSITIVE_INFINITY, Spread.PRIOR.freedom(), 0);
        return new Rate(Map.of(), new Capacity(perSecond, 1, usualAtOnce, false), spread);
    }

    /** Taken from other work, for want of anything of its own. */
    static Rate guessed(Rate other) {
        Spread spread = new Spread(PRIOR_NOISE, Double.POSITIVE_INFINITY, Spread.PRIOR.freedom(), GUESSED);
        return new Rate(Map.of(), other.capacity, spread);
    }

    /** Records in an open second under a limit; 0 where the limit lets nothing through. */
    double perSecond(Limit limit) {
        double held = Math.min(capacity.perSecond() * part(limit), most(limit)) * capacity.available();
        Sum own = measured.getOrDefault(limit, Sum.NOTHING);
        return (own.records() + held * OWN_SECONDS) / (own.open() + OWN_SECONDS);
    }

    double free() {
        return perSecond(Limit.NONE);
    }

    /** Whether it was only ever seen held back by a limit: without it, it may be faster than anybody knows. */
    boolean isBound() {
        return capacity.bound();
    }

    boolean isGuessed() {
        return spread.logDeviation() > 0;
    }

    /** The deviation of the logarithm of what is done in so many open seconds ahead, as of a normal distribution. */
    double deviation(double openSeconds) {
        double ahead = spread.noise() / (openSeconds + CORRELATED_SECONDS);
        double behind = spread.noise() / (spread.measuredSeconds() + CORRELATED_SECONDS);
        double drift = DRIFT * DRIFT * openSeconds / (openSeconds + DRIFT_SECONDS);
        double variance = Math.log1p(ahead + behind) + drift + spread.logDeviation() * spread.logDeviation();
        return Math.sqrt(variance) * Normal.student95(spread.freedom()) / Normal.Z95;
    }

    private double part(Limit limit) {
        int atOnce = limit.atOnce().orElse(capacity.atOnce());
        return Math.min(1, (double) atOnce / capacity.atOnce());
    }

    private static double most(Limit limit) {
        return limit.perSecond().isPresent() ? limit.perSecond().getAsInt() : Double.POSITIVE_INFINITY;
    }

    private static Capacity capacity(Map<Limit, Sum> sums, Sum all, int usualAtOnce) {
        Capacity unknown = new Capacity(0, 1, usualAtOnce, false);
        Rate parts = new Rate(sums, unknown, Spread.PRIOR);
        double free = 0;
        double freeBusy = 0;
        double mean = 0;
        for (Map.Entry<Limit, Sum> entry : sums.entrySet()) {
            Sum sum = entry.getValue();
            double part = Math.max(parts.part(entry.getKey()), 1.0 / usualAtOnce);
            mean += sum.records() / part;
            if (sum.records() < BOUND * most(entry.getKey()) * sum.busy()) {
                free += sum.records() / part;
                freeBusy += sum.busy();
            }
        }
        double busy = Math.max(1, all.busy());
        boolean bound = freeBusy < FEWEST_BUSY_SECONDS && freeBusy < 0.5 * busy;
        // Where it is bound, the hours that were not are its slow ones.
        double perSecond = bound ? mean / busy : Math.max(free / freeBusy, mean / busy);
        return new Capacity(perSecond, Math.min(1, busy / all.open()), usualAtOnce, bound);
    }

    private Spread spread(List<RateSample> samples, Sum all) {
        Spread hours = spread(samples, Duration.ofHours(1), all);
        Spread widest = hours;
        for (Duration block : List.of(Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(7))) {
            Spread spread = spread(samples, block, all);
            widest = spread.noise() > widest.noise() ? spread : widest;
        }
        return widest;
    }

    /** By batch means: outages and moods that last longer than an hour show in longer blocks. */
    private Spread spread(List<RateSample> samples, Duration length, Sum all) {
        Map<Long, Block> blocks = new HashMap<>();
        for (RateSample sample : samples) {
            double expected = perSecond(sample.limit());
            if (sample.openSeconds() > 0 && expected > 0) {
                Block block = new Block(sample.records() / expected - sample.openSeconds(), sample.openSeconds());
                blocks.merge(sample.hour().getEpochSecond() / length.toSeconds(), block, Block::and);
            }
        }
        int count = blocks.size();
        double noise = count < FEWEST_BLOCKS ? 0 : noise(blocks.values());
        double blended = (PRIOR_BLOCKS * PRIOR_NOISE + count * noise) / (PRIOR_BLOCKS + count);
        double seconds = all.open() * all.open() / Math.max(1, all.squares());
        int freedom = PRIOR_BLOCKS + (count < FEWEST_BLOCKS ? 0 : count - 1);
        return new Spread(count < FEWEST_BLOCKS ? PRIOR_NOISE : blended, seconds, freedom, 0);
    }

    private static double noise(Collection<Block> blocks) {
        double squares = 0;
        double weights = 0;
        for (Block block : blocks) {
            squares += block.surplus() * block.surplus();
            weights += block.open() * block.open() / (block.open() + CORRELATED_SECONDS);
        }
        return squares / weights * blocks.size() / (blocks.size() - 1);
    }

    /** What is older counts less. */
    private static Map<Limit, Sum> weighted(List<RateSample> samples) {
        Map<Limit, Sum> sums = new HashMap<>();
        Optional<Instant> newest = samples.stream().map(RateSample::hour).max(Comparator.naturalOrder());
        for (RateSample sample : samples) {
            double age = Duration.between(sample.hour(), newest.orElseThrow()).toSeconds();
            double weight = Math.pow(2, -age / HALF_LIFE.toSeconds());
            Sum sum = new Sum(
                    weight * sample.records(),
                    weight * sample.openSeconds(),
                    weight * sample.busySeconds(),
                    weight * weight * sample.openSeconds());
            sums.merge(sample.limit(), sum, Sum::and);
        }
        return sums;
    }

    private record Sum(double records, double open, double busy, double squares) {
        static final Sum NOTHING = new Sum(0, 0, 0, 0);

        Sum and(Sum other) {
            return new Sum(records + other.records, open + other.open, busy + other.busy, squares + other.squares);
        }
    }

    /** @param surplus how many seconds of usual work more were done than it was open */
    private record Block(double surplus, double open) {
        Block and(Block other) {
            return new Block(surplus + other.surplus, open + other.open);
        }
    }
}
