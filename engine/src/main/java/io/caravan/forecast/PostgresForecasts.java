package io.caravan.forecast;

import io.caravan.backfill.Backfill;
import io.caravan.replay.ReplayJobs;
import io.caravan.sql.Database;
import io.caravan.window.BulkWork;
import io.caravan.window.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forecasts from what was measured and counted, which PostgreSQL keeps. Safe for threads. */
public final class PostgresForecasts implements Forecasts, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresForecasts.class);
    private static final long LOOK_MILLIS = 5_000;
    private static final long COUNT_MILLIS = 2_000;
    private static final Duration KEEP_AFTER = Duration.ofMinutes(1);
    private static final double SUPPOSED_SPREAD = 0.3;
    private static final long STOP_SECONDS = 5;

    private final Ports ports;
    private final int usualAtOnce;
    private final PostgresRates rates;
    private final PostgresSizes sizes;
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2, work -> {
        Thread thread = new Thread(work, "forecast");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Meter meter;
    private @Nullable Counting counting;
    private Instant kept = Instant.MIN;
    private volatile View view = new View(List.of(), Map.of());
    private volatile @Nullable Forecast latest;

    /** What is looked at. */
    public record Ports(Backfill backfill, ReplayJobs jobs, Supplier<Schedule> schedule, InstantSource clock) {}

    /** What was seen last. */
    private record View(List<Observed.Item> items, Map<BulkWork, List<RateSample>> samples) {}

    /** @param usualAtOnce segments at once where no window says less */
    public PostgresForecasts(Database database, Ports ports, int usualAtOnce) {
        this.ports = ports;
        this.usualAtOnce = usualAtOnce;
        this.rates = new PostgresRates(database);
        this.sizes = new PostgresSizes(database);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    public void start() {
        threads.scheduleWithFixedDelay(() -> attempt(this::look), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(() -> attempt(this::count), 0, COUNT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Forecast now() {
        Forecast present = latest;
        return present == null ? under(WhatIf.NOTHING) : present;
    }

    @Override
    public Forecast under(WhatIf whatIf) {
        View present = view;
        Counting counted = counting;
        List<Workload> workloads = present.items().stream()
                .map(item -> workload(item, present.samples(), counted))
                .toList();
        return Forecast.of(
                workloads,
                whatIf.schedule(ports.schedule().get()),
                whatIf,
                usualAtOnce,
                ports.clock().instant());
    }

    /** Looks how far all is, measures, and forecasts anew. */
    synchronized void look() {
        Instant now = ports.clock().instant();
        Schedule schedule = ports.schedule().get();
        Meter measuring = meter;
        if (measuring == null) {
            measuring = new Meter(rates.marks());
            meter = measuring;
        }
        List<Observed.Item> items = new Observed(ports.backfill(), ports.jobs()).items();
        measuring.look(now, items.stream().map(Observed.Item::metered).toList(), schedule);
        Map<BulkWork, List<RateSample>> samples = view.samples();
        if (kept.isBefore(now.minus(KEEP_AFTER)) || kept.isAfter(now) || lacksRate(items, samples)) {
            keep(measuring);
            kept = now;
            samples = rates.samples();
        }
        view = new View(items, samples);
        latest = under(WhatIf.NOTHING);
    }

    /** Whoever has just started something does not wait for its first forecast. */
    private static boolean lacksRate(List<Observed.Item> items, Map<BulkWork, List<RateSample>> samples) {
        return items.stream()
                .map(Observed.Item::metered)
                .filter(seen -> seen.state() == Workload.State.GOING)
                .anyMatch(seen -> samples.getOrDefault(seen.work(), List.of()).stream()
                        .allMatch(sample -> sample.records() == 0));
    }

    /** Counts what is not known yet, which may take minutes. */
    void count() {
        Counting present = counting;
        if (present == null) {
            present = new Counting(ports.backfill(), sizes);
            counting = present;
        }
        List<Seen> seen = view.items().stream().map(Observed.Item::seen).toList();
        if (present.count(seen, ports.schedule().get(), ports.clock().instant())) {
            latest = under(WhatIf.NOTHING);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                // A count in an old database; its connection is closed with the backfill.
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        attempt(this::keepAll);
    }

    private synchronized void keepAll() {
        if (meter != null) {
            keep(meter);
        }
    }

    private void keep(Meter measuring) {
        Meter.Measured measured = measuring.take();
        try {
            rates.add(measured);
        } catch (RuntimeException e) {
            measuring.giveBack(measured);
            throw e;
        }
    }

    private static Workload workload(
            Observed.Item item, Map<BulkWork, List<RateSample>> samples, @Nullable Counting counting) {
        Seen seen = item.seen();
        return new Workload(
                seen.work(),
                item.kind(),
                seen.obeys(),
                seen.state(),
                item.left()
                        .map(Remaining::counted)
                        .or(() -> Optional.ofNullable(counting)
                                .flatMap(known -> known.find(seen))
                                .map(size -> remaining(size, seen))),
                item.rows() ? samples.getOrDefault(seen.work(), List.of()) : List.of(),
                item.ended());
    }

    private static Remaining remaining(Backfill.Size size, Seen seen) {
        long left = Math.max(0, size.rows() - seen.records());
        if (size.counted() || left == 0) {
            return Remaining.counted(left);
        }
        return new Remaining(left, Math.min(1, SUPPOSED_SPREAD * size.rows() / left));
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("The forecast did not get on and tries again: {}", e.getMessage());
        }
    }
}
