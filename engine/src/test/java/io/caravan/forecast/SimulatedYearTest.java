package io.caravan.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What was forecast, beside what then happened. */
class SimulatedYearTest {
    private static final int MIGRATIONS = Integer.getInteger("forecast.migrations", 20);

    @Test
    void nineOfTenRangesHoldWhatThenHappens() {
        Coverage coverage = coverage(1, MIGRATIONS);

        assertThat(coverage.held()).as(coverage.toString()).isBetween(0.87, 0.98);
        assertThat(coverage.width())
                .as("a range that says nothing always holds")
                .isLessThan(0.8);
    }

    @Test
    void rangesHoldInMigrationsThatNobodyHasSeenBefore() {
        long seed = ThreadLocalRandom.current().nextLong();

        assertThat(coverage(seed, MIGRATIONS).held()).as("from seed " + seed).isGreaterThan(0.75);
    }

    /**
     * @param held part of the ranges that held what happened, each migration counting the same
     * @param width of the range in the middle, as a part of the time that was left
     */
    record Coverage(double held, double late, double early, double width) {}

    static Coverage coverage(long seed, int migrations) {
        double held = 0;
        double late = 0;
        double early = 0;
        List<Double> widths = new ArrayList<>();
        for (int i = 0; i < migrations; i++) {
            Random random = new Random(seed + i);
            SimulatedMigration migration =
                    new SimulatedMigration(random.nextLong(), 40 + random.nextInt(1_500), PlainSite::new);
            Instant end = migration.run(Duration.ofDays(3));
            List<SimulatedMigration.Foretold> foretold = migration.foretold();
            for (SimulatedMigration.Foretold one : foretold) {
                double weight = 1.0 / foretold.size() / migrations;
                if (one.finish() instanceof Finish.Between between) {
                    boolean isLate = end.isAfter(between.latest());
                    boolean isEarly = end.isBefore(between.earliest());
                    late += isLate ? weight : 0;
                    early += isEarly ? weight : 0;
                    held += isLate || isEarly ? 0 : weight;
                    widths.add((double) Duration.between(between.earliest(), between.latest())
                                    .toMinutes()
                            / Math.max(1, Duration.between(one.at(), end).toMinutes()));
                }
            }
        }
        Collections.sort(widths);
        return new Coverage(held, late, early, widths.get(widths.size() / 2));
    }
}
