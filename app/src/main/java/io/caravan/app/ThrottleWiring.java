package io.caravan.app;

import io.caravan.config.Settings;
import io.caravan.config.Settings.TargetKind;
import io.caravan.message.DataClass;
import io.caravan.throttle.Terms;
import io.caravan.throttle.Throttle;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** One throttle before each target, shared by its classes, and before each legacy database. */
final class ThrottleWiring {
    private static final int KAFKA_CALL = 1_000;

    private final Settings settings;
    private final Settings.Rates rates;

    ThrottleWiring(Settings settings) {
        this.settings = settings;
        this.rates = settings.targets().rates();
    }

    Throttles throttles(BulkGate gate) {
        Map<TargetKind, Throttle> byKind = new EnumMap<>(TargetKind.class);
        Map<DataClass, Throttle> targets = new EnumMap<>(DataClass.class);
        settings.targets().kinds().forEach((dataClass, kind) -> {
            if (kind != TargetKind.POSTGRES) {
                targets.put(dataClass, byKind.computeIfAbsent(kind, this::target));
            }
        });
        Map<String, Throttle> legacy = new TreeMap<>();
        settings.sources().legacy().keySet().forEach(name -> legacy.put(name, legacy(name)));
        return new Throttles(target(TargetKind.POSTGRES), targets, legacy, gate);
    }

    private Throttle target(TargetKind kind) {
        String name = "target." + kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case POSTGRES -> throttle(name, "records", terms(kind, Optional.empty(), Integer.MAX_VALUE));
            case FHIR ->
                throttle(
                        name,
                        "resources",
                        terms(
                                kind,
                                Optional.of(rates.slowAfter()),
                                settings.targets().fhir().bundleEntries()));
            case KAFKA -> throttle(name, "resources", terms(kind, Optional.empty(), KAFKA_CALL));
            case FILE -> throttle(name, "resources", terms(kind, Optional.empty(), Integer.MAX_VALUE));
        };
    }

    private Terms terms(TargetKind kind, Optional<Duration> slowAfter, int callUnits) {
        Settings.Rate rate =
                rates.targets().getOrDefault(kind, new Settings.Rate(OptionalInt.empty(), OptionalInt.empty()));
        OptionalInt atOnce = kind == TargetKind.POSTGRES && rate.atOnce().isEmpty()
                ? OptionalInt.of(settings.database().connections())
                : rate.atOnce();
        return new Terms(rate.perSecond(), atOnce, rates.liveShare(), slowAfter, callUnits);
    }

    /** Nothing live is read from it, so that bulk work may have all that its limit gives. */
    private Throttle legacy(String name) {
        Settings.Rate rate =
                rates.legacy().getOrDefault(name, new Settings.Rate(OptionalInt.empty(), OptionalInt.empty()));
        return throttle(
                "legacy." + name,
                "rows",
                new Terms(rate.perSecond(), OptionalInt.empty(), 0, Optional.empty(), Integer.MAX_VALUE));
    }

    private static Throttle throttle(String name, String unit, Terms terms) {
        return new Throttle(name, unit, terms, System::nanoTime);
    }
}
