package io.caravan.forecast;

import io.caravan.message.DataClass;
import io.caravan.testkit.SettableClock;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.ManualOverride;
import io.caravan.window.Phase;
import io.caravan.window.Plan;
import io.caravan.window.Schedule;
import io.caravan.window.Scope;
import io.caravan.window.Standing;
import io.caravan.window.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A backfill of up to a year under a clock that is turned: its rate goes up and down with the hour, the night and the season;
 * its target is away now and then; people pause it, shut and open windows by hand, and Caravan itself is off for a while. The
 * schedule is the real one; the forecast sees only what it would see.
 */
final class SimulatedMigration {
    static final Duration STEP = Duration.ofMinutes(30);
    private static final int AT_ONCE = 3;
    static final BulkWork WORK = new BulkWork(Phase.BACKFILL, DataClass.LABS, "oldlis");

    private final Random random;
    private final SettableClock clock;
    private final Site site;
    private final List<Foretold> foretold = new ArrayList<>();
    private final double usualRate;
    private Meter meter;
    private long left;
    private long done;
    private double hourNoise;
    private double nightNoise;
    private double seasonNoise;
    private Instant awayUntil = Instant.MIN;
    private Instant pausedUntil = Instant.MIN;
    private Instant offUntil = Instant.MIN;

    /** What decides when the work may run, and keeps what was measured. */
    interface Site {
        Standing ask();

        Schedule schedule();

        void override(ManualOverride.Action action, Instant from, Instant until);

        /** The controller looks. @param done since the process began */
        void look(long done);

        /** Caravan starts again. @return a meter that knows what was kept */
        Meter start();

        void keep(Meter.Measured measured);

        List<RateSample> samples();
    }

    interface Sites {
        Site of(Plan plan, SettableClock clock);
    }

    /** What was forecast at one instant. */
    record Foretold(Instant at, Finish finish) {}

    /** @param openHours about so many hours of open time */
    SimulatedMigration(long seed, int openHours, Sites sites) {
        this.random = new Random(seed);
        this.clock = SettableClock.at("2026-01-0" + (1 + random.nextInt(9)) + "T10:00:00Z");
        this.site = sites.of(plan(), clock);
        this.meter = site.start();
        this.usualRate = Math.exp(3 + random.nextDouble() * 4);
        this.left = (long) (openHours * 3_600L * usualRate * 0.7);
    }

    /** Until it is through. @return when that was */
    Instant run(Duration between) {
        Instant next = clock.instant().plus(Duration.ofHours(6 + random.nextInt(72)));
        long before = done;
        boolean wasOff = false;
        while (left > 0) {
            Instant now = clock.instant();
            boolean isOff = now.isBefore(offUntil);
            if (wasOff && !isOff) {
                meter = site.start();
                before = done;
            }
            wasOff = isOff;
            step(now);
            if (!isOff) {
                site.look(done - before);
                Workload.State state = now.isBefore(pausedUntil) ? Workload.State.PAUSED : Workload.State.GOING;
                meter.look(now, List.of(new Seen(WORK, true, state, 1, done)), site.schedule());
                if (!now.isBefore(next)) {
                    foretold.add(new Foretold(now, forecast(now)));
                    next = now.plus(between);
                }
            }
            clock.forward(STEP);
        }
        return clock.instant();
    }

    List<Foretold> foretold() {
        return foretold;
    }

    long done() {
        return done;
    }

    private Finish forecast(Instant now) {
        site.keep(meter.take());
        Workload workload = new Workload(
                WORK,
                Workload.Kind.BACKFILL,
                true,
                Workload.State.GOING,
                Optional.of(Remaining.counted(left)),
                site.samples(),
                Optional.empty());
        return Forecast.of(List.of(workload), site.schedule(), WhatIf.NOTHING, AT_ONCE, now)
                .whole();
    }

    private void step(Instant now) {
        decide(now);
        moods();
        Standing standing = site.ask();
        boolean stands = now.isBefore(awayUntil) || now.isBefore(pausedUntil) || now.isBefore(offUntil);
        if (!standing.isOpen() || stands) {
            return;
        }
        double rate = usualRate * Math.exp(hourNoise + nightNoise + seasonNoise);
        int atOnce = standing.limit().atOnce().orElse(AT_ONCE);
        double most = standing.limit().perSecond().orElse(Integer.MAX_VALUE);
        long records = Math.min(left, (long) (Math.min(rate * atOnce / AT_ONCE, most) * STEP.toSeconds()));
        done += records;
        left -= records;
    }

    /** What nobody foresees. Each happens so often in so many days. */
    private void decide(Instant now) {
        if (happens(6)) {
            awayUntil = now.plus(span(3));
        }
        if (happens(40)) {
            pausedUntil = now.plus(span(8));
        }
        if (happens(60)) {
            site.keep(meter.take());
            offUntil = now.plus(span(4));
        }
        if (happens(30)) {
            override(ManualOverride.Action.CLOSE, now);
        }
        if (happens(30)) {
            override(ManualOverride.Action.OPEN, now);
        }
    }

    private void override(ManualOverride.Action action, Instant now) {
        Instant from = now.plus(span(12));
        site.override(action, from, from.plus(span(10)).plus(STEP));
    }

    private boolean happens(double days) {
        return random.nextDouble() < STEP.toMinutes() / (days * 24 * 60);
    }

    private Duration span(double meanHours) {
        return Duration.ofMinutes((long) (-Math.log(1 - random.nextDouble()) * meanHours * 60));
    }

    /** Deviations 0.35 with the hour, 0.2 with the night, 0.1 with the season. */
    private void moods() {
        hourNoise = mood(hourNoise, 0.35, 1);
        nightNoise = mood(nightNoise, 0.2, 24);
        seasonNoise = mood(seasonNoise, 0.1, 24 * 60);
    }

    private double mood(double present, double deviation, double hours) {
        double keep = Math.exp(-STEP.toMinutes() / (60 * hours));
        return present * keep + deviation * Math.sqrt(1 - keep * keep) * random.nextGaussian();
    }

    private Plan plan() {
        String zone = List.of(
                        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu")
                .get(random.nextInt(5));
        List<Window.Opening> openings = new ArrayList<>();
        openings.add(new Window.Opening.Weekly(
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(18 + random.nextInt(6), 0),
                LocalTime.of(4 + random.nextInt(4), 30)));
        if (random.nextBoolean()) {
            openings.add(new Window.Opening.Weekly(
                    EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT));
        }
        List<Window.Blackout> blackouts = List.of(
                new Window.Blackout.Days(LocalDate.of(2026, 4, 3), LocalDate.of(2026, 4, 6), "Easter"),
                new Window.Blackout.Days(LocalDate.of(2026, 5, 14), LocalDate.of(2026, 5, 14), "Ascension"),
                new Window.Blackout.Days(LocalDate.of(2026, 12, 24), LocalDate.of(2027, 1, 1), "Christmas"));
        Limit half = new Limit(OptionalInt.empty(), OptionalInt.of(1));
        List<Window.RateBand> profile = random.nextBoolean()
                ? List.of(new Window.RateBand(LocalTime.of(4, 0), LocalTime.of(8, 0), half))
                : List.of();
        return new Plan(List.of(new Window(
                "nights",
                zone,
                openings,
                blackouts,
                random.nextBoolean() ? Window.HolidayRule.START_DAY : Window.HolidayRule.CALENDAR_DAY,
                Duration.ofMinutes(15L * random.nextInt(3)),
                Duration.ZERO,
                profile,
                Optional.empty(),
                Scope.ALL)));
    }
}
