package io.caravan.app;

import io.caravan.backfill.BackfillPlan;
import io.caravan.backfill.Coexistence;
import io.caravan.backfill.LegacyDatabase;
import io.caravan.backfill.LegacySelect;
import io.caravan.backfill.Watermark;
import io.caravan.config.Secret;
import io.caravan.config.Settings;
import io.caravan.crypto.KeySettings;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.RowMapper;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import io.caravan.route.Knowledge;
import io.caravan.route.RouteSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns settings into what each part is told. */
final class Plans {
    private final Settings settings;

    Plans(Settings settings) {
        this.settings = settings;
    }

    KeySettings keys() {
        Settings.Keys given = settings.node().keys();
        KeySettings usual = KeySettings.in(
                settings.folders().keys(),
                given.password().map(Secret::value),
                settings.node().tenant());
        return new KeySettings(
                usual.keyset(),
                given.pkcs12().orElse(usual.keyEncryptionKey()),
                usual.password(),
                usual.passwordFile(),
                usual.tenant());
    }

    Knowledge knowledge() {
        Map<DataClass, MessageMapper> messages = new EnumMap<>(DataClass.class);
        Map<DataClass, RowMapper> rows = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            messages.put(dataClass, Mappers.messages(dataClass));
            rows.put(dataClass, Mappers.rows(dataClass));
        }
        Map<String, MappingContext> contexts = new TreeMap<>();
        for (SourceDeclaration source : settings.sources().declarations().all()) {
            contexts.put(
                    source.name(),
                    new MappingContext(
                            source,
                            settings.sources().codes(),
                            settings.sources().authorities()));
        }
        return new Knowledge(messages, rows, contexts);
    }

    /** The declared sources of each class. */
    Map<DataClass, List<String>> sources() {
        Map<DataClass, List<String>> sources = new EnumMap<>(DataClass.class);
        for (SourceDeclaration source : settings.sources().declarations().all()) {
            sources.computeIfAbsent(source.dataClass(), none -> new ArrayList<>())
                    .add(source.name());
        }
        return sources;
    }

    RouteSettings routes() {
        Settings.Feeds given = settings.feeds();
        Map<DataClass, RouteSettings.ClassFeeds> feeds = new EnumMap<>(DataClass.class);
        given.byClass().forEach((dataClass, feed) -> feeds.put(dataClass, feeds(given, feed)));
        Map<String, String> placeholders = new TreeMap<>();
        settings.values().byKey().forEach((key, value) -> {
            if (key.startsWith("route.")) {
                placeholders.put(key, value);
            }
        });
        return new RouteSettings(
                settings.folders().routes(),
                given.host(),
                feeds,
                new RouteSettings.MllpLimits(given.maxBytes(), Duration.ofSeconds(given.idleSeconds())),
                given.tls()
                        .map(tls -> new RouteSettings.MllpTls(
                                tls.keystore(),
                                tls.password().value(),
                                tls.truststore(),
                                tls.truststorePassword().value())),
                placeholders);
    }

    private static RouteSettings.ClassFeeds feeds(Settings.Feeds all, Settings.Feed feed) {
        return new RouteSettings.ClassFeeds(
                feed.mllpPort().map(port -> new RouteSettings.MllpFeed(port, feed.mllpSource())),
                feed.directory().map(directory -> new RouteSettings.FileFeed(directory, feed.fileSource())),
                feed.topic()
                        .map(topic -> new RouteSettings.KafkaFeed(all.brokers().orElse(""), topic, feed.kafkaSource())),
                feed.concurrency());
    }

    BackfillPlan backfill() {
        List<LegacyDatabase> databases = settings.sources().legacy().values().stream()
                .map(legacy -> new LegacyDatabase(
                        legacy.name(),
                        legacy.url(),
                        legacy.user(),
                        legacy.password().value(),
                        settings.sources()
                                .declarations()
                                .find(legacy.name())
                                .map(SourceDeclaration::zone)
                                .orElse(ZoneOffset.UTC)))
                .toList();
        List<LegacySelect> selects =
                settings.sources().backfills().stream().map(Plans::select).toList();
        Map<String, Coexistence> coexistence = new TreeMap<>();
        settings.sources().legacy().forEach((name, legacy) -> coexistence.put(name, coexistence(legacy.beside())));
        return new BackfillPlan(databases, selects, coexistence, watermarks());
    }

    private static Coexistence coexistence(Settings.Beside beside) {
        Coexistence.OnDelete onDelete =
                beside.tombstones() ? Coexistence.OnDelete.TOMBSTONE : Coexistence.OnDelete.FINDING;
        return new Coexistence(
                beside.overlap(),
                beside.clockSkew(),
                beside.settle(),
                new Coexistence.Deletes(onDelete, beside.mostPercent()),
                beside.feed());
    }

    private List<Watermark> watermarks() {
        return settings.sources().backfills().stream()
                .flatMap(input -> input
                        .watermark()
                        .map(mark -> new Watermark(
                                input.dataClass(),
                                input.legacy(),
                                new LegacySelect.SqlFile(mark.fileName(), mark.update()),
                                mark.patient()))
                        .stream())
                .toList();
    }

    /** The classes that have a live source. */
    Set<DataClass> fed() {
        Set<DataClass> fed = EnumSet.noneOf(DataClass.class);
        settings.feeds().byClass().forEach((dataClass, feed) -> {
            if (feed.mllpPort().isPresent()
                    || feed.directory().isPresent()
                    || feed.topic().isPresent()) {
                fed.add(dataClass);
            }
        });
        return fed;
    }

    private static LegacySelect select(Settings.BackfillInput input) {
        Path name = input.file().getFileName();
        return new LegacySelect(
                input.dataClass(),
                input.legacy(),
                new LegacySelect.SqlFile(String.valueOf(name), input.sql()),
                input.key(),
                input.version(),
                new LegacySelect.PageSize(input.pageRows()),
                Mappers.rows(input.dataClass()).columns());
    }
}
