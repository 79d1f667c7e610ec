package io.caravan.http;

import io.caravan.backfill.FeedWatch;
import io.caravan.balance.Balance;
import io.caravan.message.DataClass;
import io.caravan.sql.DatabaseFailure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Prometheus metrics: the balance of each class and the process. Labels hold data classes and outcomes, never patient data. */
final class Metrics implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Balance.Counts NOTHING = new Balance.Counts(0, 0, 0, 0, 0, 0, 0);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Balance balance;
    private final InstantSource clock;
    private Map<DataClass, Balance.Counts> counts = Map.of();
    private Instant readAt = Instant.EPOCH;
    private boolean databaseUp;

    Metrics(Balance balance, FeedWatch feed, InstantSource clock) {
        this.balance = balance;
        this.clock = clock;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        Gauge.builder("caravan.database.up", this, metrics -> metrics.databaseUp ? 1 : 0)
                .description("Whether Caravan's own database answered at the last look")
                .register(registry);
        for (DataClass dataClass : DataClass.values()) {
            register(dataClass);
            Gauge.builder("caravan.feed.lag.seconds", feed, watch -> seconds(watch.lag(dataClass)))
                    .description(
                            "What all but one in a thousand messages took from the event to the journal, in the last hour or two")
                    .tag("data_class", dataClass.label())
                    .tag("quantile", "0.999")
                    .register(registry);
        }
    }

    private static double seconds(Optional<Duration> lag) {
        return lag.map(span -> span.toNanos() / 1e9).orElse(Double.NaN);
    }

    /** Looks at the balance at most once a second: anybody may ask for the metrics. */
    synchronized String scrape() {
        if (readAt.plus(FRESH).isBefore(clock.instant())) {
            readAt = clock.instant();
            try {
                counts = balance.counts();
                databaseUp = true;
            } catch (DatabaseFailure e) {
                databaseUp = false;
            }
        }
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void register(DataClass dataClass) {
        counter(dataClass, "read", Balance.Counts::read);
        counter(dataClass, "applied", Balance.Counts::applied);
        counter(dataClass, "superseded", Balance.Counts::superseded);
        counter(dataClass, "merged", Balance.Counts::merged);
        counter(dataClass, "excluded", Balance.Counts::excluded);
        counter(dataClass, "deadLettered", Balance.Counts::deadLettered);
        counter(dataClass, "duplicate", Balance.Counts::duplicates);
        counter(dataClass, "rejected", Balance.Counts::rejected);
        gauge(dataClass, "caravan.in.flight", "Records in custody without an outcome yet", Balance.Counts::inFlight);
        gauge(
                dataClass,
                "caravan.balance.residual",
                "Records unaccounted for; zero, or something is wrong",
                Balance.Counts::residual);
    }

    private void counter(DataClass dataClass, String outcome, ToDoubleFunction<Balance.Counts> value) {
        FunctionCounter.builder("caravan.records", this, metrics -> value.applyAsDouble(metrics.of(dataClass)))
                .description("Records by what became of them")
                .tag("data_class", dataClass.label())
                .tag("outcome", outcome)
                .register(registry);
    }

    private void gauge(DataClass dataClass, String name, String meaning, ToDoubleFunction<Balance.Counts> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.of(dataClass)))
                .description(meaning)
                .tag("data_class", dataClass.label())
                .register(registry);
    }

    private Balance.Counts of(DataClass dataClass) {
        return counts.getOrDefault(dataClass, NOTHING);
    }
}
