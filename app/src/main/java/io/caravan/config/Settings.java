package io.caravan.config;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.message.DataClass;
import io.caravan.pause.PauseAt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that a site sets, checked.
 *
 * @param values the effective value of every key, for the route files; holds secrets
 */
public record Settings(
        Folders folders, Node node, Feeds feeds, Database database, Targets targets, Sources sources, Values values) {

    /** @param adminPassword for the first start */
    public record Node(
            String tenant,
            String httpHost,
            int httpPort,
            Optional<Secret> adminPassword,
            Keys keys,
            Alerting alerting,
            Privacy privacy) {}

    /**
     * When and how people are told that something is wrong.
     *
     * @param silence by source: the longest time without a message that is usual
     * @param expectedDown by source: hours of the week that do not count as silence, as they are written
     * @param letterAge of the oldest unresolved dead letter
     * @param letterGrowth dead letters of one group in an hour
     */
    public record Alerting(
            Optional<URI> webhook,
            Optional<Secret> webhookSecret,
            Duration letterAge,
            int letterGrowth,
            Map<String, Duration> silence,
            Map<String, String> expectedDown) {
        public Alerting {
            silence = Map.copyOf(silence);
            expectedDown = Map.copyOf(expectedDown);
        }
    }

    /**
     * How long patient data may be seen and kept.
     *
     * @param breakGlass longest permission in an emergency
     * @param secondApprover which edits of dead letters are approved by a second person: off, clinical or all
     * @param keepLetters how long closed dead letters keep copies of what they held
     */
    public record Privacy(Duration breakGlass, Duration keepLetters, String secondApprover) {}

    /** @param pkcs12 the site's own PKCS#12 file; empty = one is made */
    public record Keys(Optional<Path> pkcs12, Optional<Secret> password) {}

    /**
     * How messages come in.
     *
     * @param host address the MLLP listeners bind to
     * @param brokers of Kafka, host:port with commas
     */
    public record Feeds(
            String host,
            int maxBytes,
            int idleSeconds,
            Optional<MllpTls> tls,
            Optional<String> brokers,
            Map<DataClass, Feed> byClass,
            Conduct conduct) {
        public Feeds {
            byClass = Map.copyOf(byClass);
        }
    }

    /**
     * What classes do when messages fail.
     *
     * @param holding classes in which messages wait behind a dead letter of their patient
     * @param pauseAt at how many dead letters of one cause a class pauses; not in it = never
     */
    public record Conduct(Set<DataClass> holding, Map<DataClass, PauseAt> pauseAt) {
        public Conduct {
            holding = Set.copyOf(holding);
            pauseAt = Map.copyOf(pauseAt);
        }
    }

    /**
     * One class's feeds.
     *
     * @param mllpPort 0 = any free port; empty = no listener
     */
    public record Feed(
            Optional<Integer> mllpPort,
            String mllpSource,
            Optional<Path> directory,
            String fileSource,
            Optional<String> topic,
            String kafkaSource,
            int concurrency) {}

    public record MllpTls(Path keystore, Secret password, Optional<Path> truststore, Secret truststorePassword) {}

    /** @param url empty = a server of our own under the data folder */
    public record Database(Optional<String> url, String user, Secret password, int connections) {}

    public enum TargetKind {
        POSTGRES,
        FHIR,
        KAFKA,
        FILE
    }

    public record Targets(Map<DataClass, TargetKind> kinds, Fhir fhir, Kafka kafka, Path folder, Rates rates) {
        public Targets {
            kinds = Map.copyOf(kinds);
        }

        public record Fhir(Optional<String> url, Optional<Secret> token, int bundleEntries) {}

        /** @param topic {@code <class>} stands for the data class */
        public record Kafka(String brokers, String topic) {}
    }

    /**
     * How much may be asked for.
     *
     * @param legacy by name
     * @param slowAfter when a call of the FHIR server is slow
     * @param liveShare what bulk work leaves of each limit
     */
    public record Rates(Map<TargetKind, Rate> targets, Map<String, Rate> legacy, Duration slowAfter, double liveShare) {
        public Rates {
            targets = Map.copyOf(targets);
            legacy = Map.copyOf(legacy);
        }
    }

    /** @param atOnce calls at once */
    public record Rate(OptionalInt perSecond, OptionalInt atOnce) {}

    /** @param legacy by name */
    public record Sources(
            Declarations declarations,
            Authorities authorities,
            CodeMaps codes,
            Map<String, Legacy> legacy,
            List<BackfillInput> backfills,
            int backfillWorkers) {
        public Sources {
            legacy = Map.copyOf(legacy);
            backfills = List.copyOf(backfills);
        }

        /** All that bulk work may be of. */
        public Set<String> names() {
            Set<String> names = new TreeSet<>(legacy.keySet());
            declarations.all().forEach(source -> names.add(source.name()));
            return names;
        }
    }

    /** A legacy database. */
    public record Legacy(String name, String url, String user, Secret password, Beside beside) {}

    /**
     * How a legacy database lives beside the live feeds.
     *
     * @param feed whether live messages of it are expected
     * @param settle empty = as its version columns ask for
     * @param tombstones whether a row that is gone ends what it brought
     */
    public record Beside(
            boolean feed,
            Duration overlap,
            Duration clockSkew,
            Optional<Duration> settle,
            boolean tombstones,
            double mostPercent) {}

    /** What proves how far a feed is. */
    public record Watermark(String fileName, String update, String patient) {}

    /**
     * What is read of one class from one legacy database.
     *
     * @param sql the SELECT
     * @param key the columns of the keyset order
     */
    public record BackfillInput(
            DataClass dataClass,
            String legacy,
            Path file,
            String sql,
            List<String> key,
            Optional<String> version,
            int pageRows,
            Optional<Watermark> watermark) {
        public BackfillInput {
            key = List.copyOf(key);
        }
    }

    /** The effective values as they are written; shown without secrets only. */
    public record Values(Map<String, String> byKey) {
        public Values {
            byKey = Map.copyOf(byKey);
        }

        /** For digests and listings: without secrets. */
        public Map<String, String> shown() {
            return byKey.entrySet().stream()
                    .filter(entry -> ConfigKeys.ALL.stream()
                            .noneMatch(key -> key.kind().isSecret() && key.covers(entry.getKey())))
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public String toString() {
            return byKey.size() + " values";
        }
    }
}
