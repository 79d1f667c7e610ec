package io.caravan.http;

import io.caravan.alert.Alert;
import io.caravan.alert.Alerts;
import io.caravan.backfill.FeedWatch;
import io.caravan.balance.Balance;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.LetterGroup;
import io.caravan.deadletter.LetterSearch;
import io.caravan.message.DataClass;
import io.caravan.sql.DatabaseFailure;
import io.caravan.throttle.Throttles;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Prometheus metrics: the balance of each class and the process. Labels hold data classes and outcomes, never patient data. */
final class Metrics implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST = 10_000;
    private static final Balance.Counts NOTHING = new Balance.Counts(0, 0, 0, 0, 0, 0, 0);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Balance balance;
    private final LetterSearch letters;
    private final Alerts alerts;
    private final InstantSource clock;
    private final MultiGauge letterCounts;
    private final MultiGauge openAlerts;
    private final ThrottleMetrics throttleMetrics;
    private Map<DataClass, Balance.Counts> counts = Map.of();
    private Instant readAt = Instant.EPOCH;
    private boolean databaseUp;

    Metrics(
            Balance balance,
            FeedWatch feed,
            LetterSearch letters,
            Alerts alerts,
            Throttles throttles,
            InstantSource clock) {
        this.balance = balance;
        this.letters = letters;
        this.alerts = alerts;
        this.clock = clock;
        this.letterCounts = MultiGauge.builder("caravan.dead.letters")
                .description("Dead letters by what is with them")
                .register(registry);
        this.openAlerts = MultiGauge.builder("caravan.alerts.open")
                .description("Alerts that are open")
                .register(registry);
        this.throttleMetrics = new ThrottleMetrics(registry, throttles);
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
            throttleMetrics.refresh();
            try {
                counts = balance.counts();
                letterCounts.register(letterRows(), true);
                openAlerts.register(alertRows(), true);
                databaseUp = true;
            } catch (DatabaseFailure e) {
                databaseUp = false;
            }
        }
        return registry.scrape();
    }

    private List<MultiGauge.Row<?>> letterRows() {
        Map<DataClass, Map<DeadLetter.State, Long>> sums = new EnumMap<>(DataClass.class);
        for (LetterGroup group : letters.groups(LetterFilter.ALL, MOST)) {
            Map<DeadLetter.State, Long> ofClass =
                    sums.computeIfAbsent(group.dataClass(), any -> new EnumMap<>(DeadLetter.State.class));
            group.counts().forEach((state, count) -> ofClass.merge(state, count, Long::sum));
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (DataClass dataClass : DataClass.values()) {
            Map<DeadLetter.State, Long> ofClass = sums.getOrDefault(dataClass, Map.of());
            for (DeadLetter.State state : DeadLetter.State.values()) {
                Tags tags = Tags.of("data_class", dataClass.label(), "state", label(state));
                rows.add(MultiGauge.Row.of(tags, ofClass.getOrDefault(state, 0L)));
            }
        }
        return rows;
    }

    private List<MultiGauge.Row<?>> alertRows() {
        Map<Tags, Integer> open = new HashMap<>();
        for (Alert alert : alerts.list(false, Long.MAX_VALUE, MOST)) {
            String dataClass = alert.dataClass().map(DataClass::label).orElse("");
            open.merge(Tags.of("kind", alert.kind(), "data_class", dataClass), 1, Integer::sum);
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        open.forEach((tags, count) -> rows.add(MultiGauge.Row.of(tags, count)));
        return rows;
    }

    private static String label(DeadLetter.State state) {
        return state.name().toLowerCase(Locale.ROOT);
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
