package io.caravan.testkit.truth;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One thing said of one resource. */
record Statement(ResourceKey key, String path, @Nullable String json, Version version) {
    /** That a resource is a patient's. */
    static final String OWNER = "#patient";

    /** Two values of one version stand in one record; the greater text is as good as any, and always the same. */
    static final Comparator<Statement> ORDER =
            Comparator.comparing(Statement::version).thenComparing(one -> Objects.requireNonNullElse(one.json(), ""));

    private static final int ID_LENGTH = 36;

    /** The id of a patient, or of what a reference leads to. */
    Optional<UUID> id() {
        if (json == null) {
            return Optional.empty();
        }
        if (path.equals(OWNER)) {
            return Optional.of(UUID.fromString(json.substring(1, json.length() - 1)));
        }
        int slash = json.indexOf('/');
        return json.startsWith("{\"reference\":\"")
                ? Optional.of(UUID.fromString(json.substring(slash + 1, slash + 1 + ID_LENGTH)))
                : Optional.empty();
    }
}
