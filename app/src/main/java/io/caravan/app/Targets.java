package io.caravan.app;

import io.caravan.config.Secret;
import io.caravan.config.Settings;
import io.caravan.crypto.Sealer;
import io.caravan.message.DataClass;
import io.caravan.target.Target;
import io.caravan.target.fhir.FhirSettings;
import io.caravan.target.fhir.FhirTarget;
import io.caravan.target.file.FileTarget;
import io.caravan.target.kafka.KafkaSettings;
import io.caravan.target.kafka.KafkaTarget;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The targets of the classes whose resources do not stay in Caravan's own database. */
final class Targets {
    private final Settings.Targets settings;
    private final Sealer sealer;
    private final InstantSource clock;
    private final Closing closing;

    Targets(Settings.Targets settings, Sealer sealer, InstantSource clock, Closing closing) {
        this.settings = settings;
        this.sealer = sealer;
        this.clock = clock;
        this.closing = closing;
    }

    Map<DataClass, Target> all() {
        Map<DataClass, Target> targets = new EnumMap<>(DataClass.class);
        settings.kinds()
                .forEach((dataClass, kind) -> make(dataClass, kind)
                        .ifPresent(target ->
                                targets.put(dataClass, closing.add("target of " + dataClass.label(), target))));
        return targets;
    }

    private Optional<Target> make(DataClass dataClass, Settings.TargetKind kind) {
        return switch (kind) {
            case POSTGRES -> Optional.empty();
            case FHIR ->
                Optional.of(new FhirTarget(
                        new FhirSettings(
                                URI.create(settings.fhir().url().orElse("")),
                                settings.fhir().token().map(Secret::value),
                                FhirSettings.DEFAULT_LIMIT,
                                settings.fhir().bundleEntries()),
                        clock));
            case KAFKA ->
                Optional.of(new KafkaTarget(
                        new KafkaSettings(
                                settings.kafka().brokers(),
                                settings.kafka().topic().replace("<class>", dataClass.label()),
                                KafkaSettings.DEFAULT_LIMIT,
                                Map.of()),
                        sealer));
            case FILE -> Optional.of(new FileTarget(settings.folder().resolve(dataClass.label()), sealer, clock));
        };
    }
}
