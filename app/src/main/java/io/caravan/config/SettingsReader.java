package io.caravan.config;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.nio.file.Path;
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
        Settings settings = new Settings(
                folders, node(), mllp(), database(), targets(), sources(), new Settings.Values(effective()));
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
                keys);
    }

    private Settings.Mllp mllp() {
        Map<DataClass, Integer> ports = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            ports.put(dataClass, number("mllp." + dataClass.label() + ".port"));
        }
        return new Settings.Mllp(text("mllp.host"), ports, number("mllp.max.bytes"), number("mllp.idle.seconds"));
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
                        find("target.fhir.url"), find("target.fhir.user"), new Secret(text("target.fhir.password"))),
                new Settings.Targets.Kafka(find("kafka.brokers"), text("target.kafka.topic")),
                find("target.file.folder").map(Path::of).orElse(folders.data().resolve("target")));
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

    private Settings.Sources sources() {
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
                            new Secret(text("legacy." + name + ".password"))));
        }
        List<Settings.BackfillInput> backfills = new BackfillReader(folders, given, problems).read(legacy.keySet());
        ConfigTables tables = new ConfigTables(folders.config(), problems);
        return new Settings.Sources(
                new Declarations(declarations(backfills, legacy)),
                tables.authorities(given.values()),
                tables.codes(),
                legacy,
                backfills,
                number("backfill.workers"));
    }

    private List<SourceDeclaration> declarations(
            List<Settings.BackfillInput> backfills, Map<String, Settings.Legacy> legacy) {
        SourceReader reader = new SourceReader(given, problems);
        List<SourceDeclaration> declared = new ArrayList<>();
        TreeSet<String> live = names("source");
        Arrays.stream(DataClass.values()).map(DataClass::label).forEach(live::add);
        for (String name : live) {
            if (!legacy.containsKey(name)) {
                classOf(name).ifPresent(dataClass -> declared.add(reader.live(name, dataClass)));
            }
        }
        for (Settings.BackfillInput backfill : backfills) {
            if (declared.stream()
                    .noneMatch(source -> source.dataClass() == backfill.dataClass()
                            && source.name().equals(backfill.legacy()))) {
                declared.add(reader.database(backfill.legacy(), backfill.dataClass()));
            }
        }
        return declared;
    }

    private Optional<DataClass> classOf(String source) {
        String label = find("source." + source + ".class").orElse(source);
        Optional<DataClass> found = Arrays.stream(DataClass.values())
                .filter(dataClass -> dataClass.label().equals(label))
                .findFirst();
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
            return Integer.parseInt(ConfigKeys.get(key).fallback());
        }
    }
}
