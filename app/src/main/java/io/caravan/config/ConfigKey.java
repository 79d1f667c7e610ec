package io.caravan.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A configuration key, or a family of keys: {@code <class>} stands for a data class, {@code <name>} and the like for a name
 * that the site chooses.
 *
 * @param name e.g. {@code http.port} or {@code source.<name>.zone}
 * @param fallback what holds where the key is not given; empty = nothing
 * @param meaning one sentence for the reference, with the unit
 */
record ConfigKey(String name, String fallback, ValueKind kind, String meaning) {

    private static final String CLASSES = "(adt|orders|labs|medications)";

    boolean isFamily() {
        return name.indexOf('<') >= 0;
    }

    boolean covers(String key) {
        return pattern().matcher(key).matches();
    }

    /** The key with the parts of {@code other} put in for the placeholders, when it has as many parts. */
    Optional<String> likened(String other) {
        if (!isFamily()) {
            return Optional.of(name);
        }
        String[] parts = name.split("\\.");
        String[] given = other.split("\\.");
        if (parts.length != given.length) {
            return Optional.empty();
        }
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("<") && !parts[i].equals("<class>")) {
                parts[i] = given[i];
            } else if (parts[i].equals("<class>")) {
                parts[i] = given[i].matches(CLASSES) ? given[i] : "adt";
            }
        }
        return Optional.of(String.join(".", parts));
    }

    /** Matches the keys of this family; the placeholders are its groups. */
    Pattern pattern() {
        return Pattern.compile(name.replace(".", "\\.")
                .replace("<class>", CLASSES)
                .replace("<namespace>", "(.+)")
                .replaceAll("<[a-z]+>", "([A-Za-z0-9_-]+)"));
    }

    /** Matches the environment variables of this family, without their beginning. */
    Pattern environmentPattern() {
        return Pattern.compile(name.toUpperCase(Locale.ROOT)
                .replace('.', '_')
                .replace('-', '_')
                .replace("<CLASS>", "(ADT|ORDERS|LABS|MEDICATIONS)")
                .replaceAll("<[A-Z]+>", "(.+)"));
    }
}
