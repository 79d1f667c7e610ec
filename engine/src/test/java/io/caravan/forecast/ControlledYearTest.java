package io.caravan.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.SettableClock;
import io.caravan.window.ManualOverride;
import io.caravan.window.Plan;
import io.caravan.window.Schedule;
import io.caravan.window.SimulatedController;
import io.caravan.window.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A year in seconds: the real controller, its database and its restarts under a clock that is turned. */
class ControlledYearTest {
    private static final int OPEN_HOURS = 5_000;

    @TempDir
    Path folder;

    private final Database database = TestSchema.create();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theWorkThatWasDoneAndTheFinishThatWasForetoldAgree() {
        ControlledSite[] site = new ControlledSite[1];
        SimulatedMigration migration = new SimulatedMigration(20_260, OPEN_HOURS, (plan, clock) -> {
            site[0] = new ControlledSite(database, plan, clock, folder);
            return site[0];
        });

        Instant end = migration.run(Duration.ofDays(5));

        List<SimulatedMigration.Foretold> foretold = migration.foretold();
        long held = foretold.stream()
                .filter(one -> one.finish() instanceof Finish.Between between
                        && !end.isBefore(between.earliest())
                        && !end.isAfter(between.latest()))
                .count();
        Instant begin = foretold.get(0).at();
        assertThat(Duration.between(begin, end).toDays()).isBetween(200L, 500L);
        assertThat((double) held / foretold.size())
                .as(held + " of " + foretold.size())
                .isGreaterThan(0.85);
        assertThat(new PostgresRates(database)
                        .samples().values().stream()
                                .flatMap(List::stream)
                                .mapToLong(RateSample::records)
                                .sum())
                .as("measured in the last weeks")
                .isPositive()
                .isLessThan(migration.done());
        List<SimulatedController.Session> sessions = site[0].controller.sessions();
        assertThat(sessions).hasSizeGreaterThan(100);
        assertThat(sessions.stream()
                        .mapToLong(SimulatedController.Session::records)
                        .sum())
                .as("in sessions, but for what was done between the last look and a restart")
                .isBetween((long) (migration.done() * 0.97), migration.done());
        site[0].controller.close();
    }

    private static final class ControlledSite implements SimulatedMigration.Site {
        private final SimulatedController controller;
        private final PostgresRates rates;

        ControlledSite(Database database, Plan plan, SettableClock clock, Path folder) {
            this.controller = new SimulatedController(database, plan, clock, SimulatedMigration.WORK, folder);
            this.rates = new PostgresRates(database);
        }

        @Override
        public Standing ask() {
            return controller.windows().ask(SimulatedMigration.WORK);
        }

        @Override
        public Schedule schedule() {
            return controller.windows().schedule();
        }

        @Override
        public void override(ManualOverride.Action action, Instant from, Instant until) {
            controller.override(action, from, until);
        }

        @Override
        public void look(long done) {
            controller.look(done);
        }

        @Override
        public Meter start() {
            controller.restart();
            return new Meter(rates.marks());
        }

        @Override
        public void keep(Meter.Measured measured) {
            rates.add(measured);
        }

        @Override
        public List<RateSample> samples() {
            return rates.samples().getOrDefault(SimulatedMigration.WORK, List.of());
        }
    }
}
