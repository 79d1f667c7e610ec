package io.caravan.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * The values as given: {@code --set} beats environment beats file.
 *
 * @param values by key, trimmed, without blank ones: a blank value means "not given"
 * @param origins by key: where the value stands, for messages
 */
record Given(Map<String, String> values, Map<String, String> origins) {

    private static final String ENVIRONMENT = "CARAVAN_";

    /** Variables that are not keys: the launcher's and the client's. */
    private static final Set<String> NOT_KEYS = Set.of(
            "CARAVAN_URL",
            "CARAVAN_USER",
            "CARAVAN_PASSWORD",
            "CARAVAN_HOME",
            "CARAVAN_CONFIG",
            "CARAVAN_DATA",
            "CARAVAN_JAVA_OPTS");

    static Given read(Path file, Map<String, String> environment, Map<String, String> sets) {
        Map<String, String> values = new TreeMap<>();
        Map<String, String> origins = new TreeMap<>();
        fromFile(file).forEach((key, value) -> put(values, origins, key, value, file.toString()));
        Map<String, String> named = new LinkedHashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(ENVIRONMENT) && !NOT_KEYS.contains(variable)) {
                keyOf(variable.substring(ENVIRONMENT.length()), values.keySet())
                        .forEach(key -> named.put(key, variable));
            }
        });
        named.forEach((key, variable) ->
                put(values, origins, key, environment.getOrDefault(variable, ""), "environment " + variable));
        sets.forEach((key, value) -> put(values, origins, key.strip(), value, "--set"));
        values.values().removeIf(String::isEmpty);
        return new Given(Map.copyOf(values), Map.copyOf(origins));
    }

    private static void put(
            Map<String, String> values, Map<String, String> origins, String key, String value, String origin) {
        values.put(key, value.strip());
        origins.put(key, origin);
    }

    private static Map<String, String> fromFile(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidConfiguration(List.of(new ConfigProblem(
                    file.toString(), "cannot be read", "give a readable file of key=value lines in UTF-8")));
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    /** The key an environment variable stands for: one that the file has, else a known one, else one of a family. */
    private static List<String> keyOf(String variable, Set<String> present) {
        for (String key : present) {
            if (variableOf(key).equals(variable)) {
                return List.of(key);
            }
        }
        for (ConfigKey key : ConfigKeys.ALL) {
            if (!key.isFamily() && variableOf(key.name()).equals(variable)) {
                return List.of(key.name());
            }
        }
        for (ConfigKey key : ConfigKeys.ALL) {
            if (key.isFamily()) {
                Matcher matcher = key.environmentPattern().matcher(variable);
                if (matcher.matches()) {
                    return List.of(filled(key.name(), matcher));
                }
            }
        }
        return List.of();
    }

    private static String filled(String family, Matcher matcher) {
        List<String> parts = new ArrayList<>();
        int group = 1;
        for (String part : family.split("\\.")) {
            if (part.startsWith("<")) {
                String text = matcher.group(group++).replace('_', '-');
                parts.add(part.equals("<namespace>") ? text : text.toLowerCase(Locale.ROOT));
            } else {
                parts.add(part);
            }
        }
        return String.join(".", parts);
    }

    private static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
