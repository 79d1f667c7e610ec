package io.caravan.config;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;

/** Turns what is given into settings, once; collects all problems before it refuses. */
public final class SettingsReader {
    private final Folders folders;
    private final Given given;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private SettingsReader(Folders folders, Given given) {
        this.folders = folders;
        this.given = given;
    }

    /**
     * @param environment the variables; those that begin with {@code CARAVAN_} count
     * @param sets of the command line, by key
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static Settings read(Folders folders, Map<String, String> environment, Map<String, String> sets) {
        Given given = Given.read(folders.properties(), environment, sets);
        return new SettingsReader(folders, given).read();
    }

    private Settings read() {
        problems.addAll(UnknownKeys.in(given));
        wrongValues();
        Settings.Feeds feeds = feeds();
        Settings settings = new Settings(
                folders, node(), feeds, database(), targets(), sources(feeds), new Settings.Values(effective()));
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing(ConfigProblem::key));
            throw new InvalidConfiguration(problems);
        }
        return settings;
    }

    private void wrongValues() {
        given.values()
                .forEach((key, value) -> ConfigKeys.ALL.stream()
                        .filter(known -> known.covers(key))
                        .findFirst()
                        .ifPresent(known -> known.kind().remedy().apply(value).ifPresent(remedy -> {
                            String shown = known.kind().isSecret() ? "" : " \"" + value + "\"";
                            problems.add(new ConfigProblem(
                                    key,
                                    "the value" + shown + " is not right ("
                                            + given.origins().get(key) + ")",
                                    remedy));
                        })));
    }

    private Settings.Node node() {
        Settings.Keys keys = new Settings.Keys(
                find("keys.pkcs12.path").map(file -> folders.config().resolve(file)),
                find("keys.pkcs12.password").map(Secret::new));
        return new Settings.Node(
                text("tenant"),
                text("http.host"),
                number("http.port"),
                find("admin.password").map(Secret::new),
                keys,
                alerting(),
                new Settings.Privacy(
                        Duration.ofMinutes(number("break-glass.minutes")),
                        Duration.ofDays(number("deadletter.keep.days")),
                        text("deadletter.second-approver")));
    }

    private Settings.Alerting alerting() {
        Map<String, Duration> silence = new TreeMap<>();
        Map<String, String> down = new TreeMap<>();
        for (String name : names("source")) {
            find("source." + name + ".silence").flatMap(TimeSpan::read).ifPresent(span -> silence.put(name, span));
            find("source." + name + ".expected-down").ifPresent(hours -> down.put(name, hours));
        }
        Optional<URI> webhook = Optional.empty();
        try {
            webhook = find("alert.webhook.url").map(URI::create).filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException e) {
            webhook = Optional.empty(); // said below
        }
        if (webhook.isEmpty() && find("alert.webhook.url").isPresent()) {
            problems.add(new ConfigProblem(
                    "alert.webhook.url", "is not an address", "give one such as https://pager.example/caravan"));
        }
        return new Settings.Alerting(
                webhook,
                find("alert.webhook.secret").map(Secret::new),
                find("alert.deadletter.age").flatMap(TimeSpan::read).orElse(Duration.ofDays(1)),
                number("alert.deadletter.growth"),
                silence,
                down);
    }

    private Settings.Feeds feeds() {
        Map<DataClass, Settings.Feed> feeds = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            feeds.put(dataClass, feed(dataClass.label()));
        }
        Optional<Settings.MllpTls> tls = find("mllp.tls.keystore")
                .map(keystore -> new Settings.MllpTls(
                        folders.config().resolve(keystore),
                        new Secret(text("mllp.tls.keystore.password")),
                        find("mllp.tls.truststore").map(folders.config()::resolve),
                        new Secret(text("mllp.tls.truststore.password"))));
        return new Settings.Feeds(
                text("mllp.host"),
                number("mllp.max.bytes"),
                number("mllp.idle.seconds"),
                tls,
                find("kafka.brokers"),
                feeds,
                ConductReader.read(this::text));
    }

    private Settings.Feed feed(String label) {
        Optional<String> topic = find("kafka." + label + ".topic");
        if (topic.isPresent() && find("kafka.brokers").isEmpty()) {
            problems.add(new ConfigProblem(
                    "kafka.brokers",
                    "is missing, and kafka." + label + ".topic is read",
                    "give host:port of the brokers"));
        }
        return new Settings.Feed(
                text("mllp." + label + ".enabled").equals("false")
                        ? Optional.empty()
                        : Optional.of(number("mllp." + label + ".port")),
                source("mllp", label),
                find("file." + label + ".directory").map(folders.config()::resolve),
                source("file", label),
                topic,
                source("kafka", label),
                number("target." + label + ".concurrency"));
    }

    /** The declared source of a feed. */
    private String source(String kind, String label) {
        return find(kind + "." + label + ".source").orElse(label);
    }

    private Settings.Database database() {
        return new Settings.Database(
                find("database.url"),
                text("database.user"),
                new Secret(text("database.password")),
                number("database.connections"));
    }

    private Settings.Targets targets() {
        Map<DataClass, Settings.TargetKind> kinds = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            kinds.put(dataClass, kind("target." + dataClass.label()));
        }
        need(kinds, Settings.TargetKind.FHIR, "target.fhir.url", "give the base address of the FHIR R4 server");
        need(kinds, Settings.TargetKind.KAFKA, "kafka.brokers", "give host:port of the Kafka brokers");
        return new Settings.Targets(
                kinds,
                new Settings.Targets.Fhir(
                        find("target.fhir.url"),
                        find("target.fhir.token").map(Secret::new),
                        number("target.fhir.bundle")),
                new Settings.Targets.Kafka(text("kafka.brokers"), text("target.kafka.topic")),
                find("target.file.folder").map(Path::of).orElse(folders.data().resolve("target")),
                new RatesReader(this::find).read(names("legacy")));
    }

    private void need(Map<DataClass, Settings.TargetKind> kinds, Settings.TargetKind kind, String key, String remedy) {
        if (kinds.containsValue(kind) && find(key).isEmpty()) {
            problems.add(new ConfigProblem(
                    key, "is missing, and a class has the target " + kind.name().toLowerCase(Locale.ROOT), remedy));
        }
    }

    private Settings.TargetKind kind(String key) {
        return switch (text(key)) {
            case "fhir" -> Settings.TargetKind.FHIR;
            case "kafka" -> Settings.TargetKind.KAFKA;
            case "file" -> Settings.TargetKind.FILE;
            default -> Settings.TargetKind.POSTGRES;
        };
    }

    private Settings.Sources sources(Settings.Feeds feeds) {
        BackfillReader reader = new BackfillReader(folders, given, problems);
        Map<String, Settings.Legacy> legacy = new TreeMap<>();
        for (String name : names("legacy")) {
            Optional<String> url = find("legacy." + name + ".url");
            if (url.isEmpty()) {
                problems.add(new ConfigProblem(
                        "legacy." + name + ".url", "is missing", "give the JDBC address of the legacy database"));
            }
            legacy.put(
                    name,
                    new Settings.Legacy(
                            name,
                            url.orElse(""),
                            text("legacy." + name + ".user"),
                            new Secret(text("legacy." + name + ".password")),
                            reader.beside(name)));
        }
        List<Settings.BackfillInput> backfills = reader.read(legacy.keySet());
        ConfigTables tables = new ConfigTables(folders.config(), problems);
        return new Settings.Sources(
                new Declarations(declarations(feeds, backfills, legacy)),
                tables.authorities(given.values()),
                tables.codes(),
                legacy,
                backfills,
                number("backfill.workers"));
    }

    private List<SourceDeclaration> declarations(
            Settings.Feeds feeds, List<Settings.BackfillInput> backfills, Map<String, Settings.Legacy> legacy) {
        SourceReader reader = new SourceReader(given, problems);
        List<SourceDeclaration> declared = new ArrayList<>();
        Map<String, DataClass> fed = fed(feeds);
        TreeSet<String> live = names("source");
        live.addAll(fed.keySet());
        for (String name : live) {
            if (!legacy.containsKey(name)) {
                classOf(name, fed).ifPresent(dataClass -> declared.add(reader.live(name, dataClass)));
            }
        }
        for (String name : legacy.keySet()) {
            if (fed.containsKey(name)) {
                problems.add(new ConfigProblem(
                        "legacy." + name + ".url",
                        "has the name of a feed's source",
                        "give the database a name of its own: its declarations are others"));
            }
            backfills.stream()
                    .filter(backfill -> backfill.legacy().equals(name))
                    .map(Settings.BackfillInput::dataClass)
                    .min(Comparator.naturalOrder())
                    .ifPresent(dataClass -> declared.add(reader.database(name, dataClass)));
        }
        return declared;
    }

    /** The sources that feeds name, with the class they feed. */
    private Map<String, DataClass> fed(Settings.Feeds feeds) {
        Map<String, DataClass> fed = new TreeMap<>();
        feeds.byClass().forEach((dataClass, feed) -> {
            feed.mllpPort().ifPresent(port -> fed.put(feed.mllpSource(), dataClass));
            feed.directory().ifPresent(directory -> fed.put(feed.fileSource(), dataClass));
            feed.topic().ifPresent(topic -> fed.put(feed.kafkaSource(), dataClass));
        });
        return fed;
    }

    private Optional<DataClass> classOf(String source, Map<String, DataClass> fed) {
        String label = find("source." + source + ".class").orElse(source);
        Optional<DataClass> found = Arrays.stream(DataClass.values())
                .filter(dataClass -> dataClass.label().equals(label))
                .findFirst()
                .or(() -> Optional.ofNullable(fed.get(source)));
        if (found.isEmpty()) {
            problems.add(new ConfigProblem(
                    "source." + source + ".class",
                    "is missing, and " + source + " is neither a data class nor a legacy database",
                    "give one of adt, orders, labs, medications, or declare legacy." + source + ".url"));
        }
        return found;
    }

    /** The names under a family, e.g. of all {@code legacy.<name>.…}. */
    private TreeSet<String> names(String family) {
        TreeSet<String> names = new TreeSet<>();
        for (ConfigKey key : ConfigKeys.ALL) {
            if (key.name().startsWith(family + ".<")) {
                for (String name : given.values().keySet()) {
                    Matcher matcher = key.pattern().matcher(name);
                    if (matcher.matches()) {
                        names.add(matcher.group(1));
                    }
                }
            }
        }
        return names;
    }

    /** Every key that has a value, with the fallback where none is given. */
    private Map<String, String> effective() {
        Map<String, String> values = new TreeMap<>();
        for (ConfigKey key : ConfigKeys.ALL) {
            if (!key.isFamily()) {
                values.put(key.name(), key.fallback());
            }
        }
        for (DataClass dataClass : DataClass.values()) {
            values.put("target." + dataClass.label(), "postgres");
        }
        values.putAll(given.values());
        return values;
    }

    private Optional<String> find(String key) {
        String value = given.values().get(key);
        if (value == null) {
            value = ConfigKeys.ALL.stream()
                    .filter(known -> known.covers(key))
                    .map(ConfigKey::fallback)
                    .findFirst()
                    .orElse("");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private String text(String key) {
        return find(key).orElse("");
    }

    /** The number; the fallback where the given text is not one, which is reported already. */
    private int number(String key) {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException e) {
            return ConfigKeys.ALL.stream()
                    .filter(known -> known.covers(key))
                    .map(known -> Integer.parseInt(known.fallback()))
                    .findFirst()
                    .orElse(0);
        }
    }
}
