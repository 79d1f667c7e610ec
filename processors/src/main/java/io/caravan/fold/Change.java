package io.caravan.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Facts about one resource from one message or row.
 *
 * <p>A field's path is its FHIR element ({@code birthDate}), a nested one ({@code period.end}), or an entry of a list that
 * grows by key ({@code identifier[key]}, {@code location[key].status}). A list that is replaced as a whole is one field
 * whose value is a JSON array. Paths that begin with {@code #} are never rendered: they hold what rules need later.
 *
 * @param patient the patient this resource belongs to, before aliases; empty for resources of no patient
 * @param lookups identifiers under which the resource can be found, as {@code system|value}
 */
public record Change(
        ResourceKey key, Optional<UUID> patient, Version version, List<Field> fields, List<String> lookups) {

    /** Hidden reference to the account a resource is part of; where the account is moved, the resource goes along. */
    public static final String ACCOUNT = "#account";

    /** What the hidden facts of a patient begin with that say which lists it has; a survivor gets those of its merges. */
    public static final String PATIENT_LIST = "#list[";

    public Change {
        fields = List.copyOf(fields);
        lookups = List.copyOf(lookups);
    }

    /** One element set to a JSON value, or cleared. What is not named is left as it is. */
    public record Field(String path, @Nullable String json, Version version) {}

    public static Builder of(ResourceType type, UUID id, Version version) {
        return new Builder(new ResourceKey(type, id), version);
    }

    /** Collects fields; not safe for threads. */
    public static final class Builder {
        private final ResourceKey key;
        private final Version version;
        private final List<Field> fields = new ArrayList<>(16);
        private final List<String> lookups = new ArrayList<>(2);
        private @Nullable UUID patient;

        private Builder(ResourceKey key, Version version) {
            this.key = key;
            this.version = version;
        }

        public ResourceKey key() {
            return key;
        }

        public Version version() {
            return version;
        }

        public Builder patient(UUID id) {
            patient = id;
            return this;
        }

        /** @param json a JSON value: {@code "1950-01-01"} with its quotes, {@code {…}}, {@code [..]}, {@code true} */
        public Builder set(String path, String json) {
            fields.add(new Field(path, json, version));
            return this;
        }

        /** Sets with a rank of its own: a source may own some fields of a resource and only fill others. */
        public Builder set(String path, String json, int rank) {
            fields.add(new Field(path, json, version.withRank(rank)));
            return this;
        }

        /** Sets with a version of its own: a fact may be older or firmer than the rest of its message. */
        public Builder set(String path, String json, Version own) {
            fields.add(new Field(path, json, own));
            return this;
        }

        public Builder clear(String path) {
            fields.add(new Field(path, null, version));
            return this;
        }

        public Builder clear(String path, int rank) {
            fields.add(new Field(path, null, version.withRank(rank)));
            return this;
        }

        public Builder clear(String path, Version own) {
            fields.add(new Field(path, null, own));
            return this;
        }

        public Builder lookup(String system, String value) {
            lookups.add(system + "|" + value);
            return this;
        }

        public boolean isEmpty() {
            return fields.isEmpty();
        }

        public Change build() {
            return new Change(key, Optional.ofNullable(patient), version, fields, lookups);
        }
    }
}
