package io.caravan.fold;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource: each field with the version that decided it. Applying changes is commutative and
 * idempotent: a field keeps the value of its greatest version, whatever order the changes come in.
 *
 * <p>Not safe for threads; one lives for the length of one ledger transaction.
 */
public final class ResourceState {
    private final ResourceKey key;
    private final TreeMap<String, Entry> fields;
    private @Nullable UUID patient;
    private int changes;

    /** A field's deciding value; {@code json} null = cleared by that version. */
    public record Entry(@Nullable String json, Version version) {}

    ResourceState(ResourceKey key, @Nullable UUID patient, TreeMap<String, Entry> fields) {
        this.key = key;
        this.patient = patient;
        this.fields = fields;
    }

    public static ResourceState empty(ResourceKey key) {
        return new ResourceState(key, null, new TreeMap<>());
    }

    public ResourceKey key() {
        return key;
    }

    /** The patient the resource belongs to, after aliases. */
    public Optional<UUID> patient() {
        return Optional.ofNullable(patient);
    }

    /** The patient as the newest record named it, before aliases. */
    public Optional<UUID> owner() {
        return find(HiddenFacts.OWNER).map(json -> UUID.fromString(json.substring(1, json.length() - 1)));
    }

    /** Whether anything is known of the resource itself, not only what its id stands for; else it is not delivered. */
    public boolean isShown() {
        for (String path : fields.keySet()) {
            if (HiddenFacts.isOwn(path)) {
                return true;
            }
        }
        return false;
    }

    /** Decided by the aliases, not by versions: a resource belongs to the survivor of its patient's merges. */
    public void assign(UUID resolvedPatient) {
        if (!resolvedPatient.equals(patient)) {
            patient = resolvedPatient;
            changes++;
        }
    }

    /**
     * Sets a field that the aliases decide, not a version: it may be taken back by an older fact that becomes known later.
     *
     * @param json null = cleared
     */
    public void assign(String path, @Nullable String json) {
        Entry present = fields.get(path);
        if (present == null ? json == null : Objects.equals(present.json(), json)) {
            return;
        }
        fields.put(path, new Entry(json, Version.TIMELESS));
        changes++;
    }

    /** How often this state has changed since it was read or made; 0 = what is stored is still right. */
    public int changes() {
        return changes;
    }

    /** A state of its own, with the same facts and {@link #changes()}. */
    public ResourceState copy() {
        ResourceState copy = new ResourceState(key, patient, new TreeMap<>(fields));
        copy.changes = changes;
        return copy;
    }

    public NavigableMap<String, Entry> fields() {
        return Collections.unmodifiableNavigableMap(fields);
    }

    /** All fields in the order of their paths; cheaper than going through {@link #fields()}. */
    public void forEachField(BiConsumer<String, Entry> action) {
        fields.forEach(action);
    }

    /** The entries of a keyed list or of hidden facts: those whose path begins with {@code prefix}. */
    public SortedMap<String, Entry> fieldsUnder(String prefix) {
        return Collections.unmodifiableSortedMap(fields.subMap(prefix, prefix + Character.MAX_VALUE));
    }

    /** Whether any version decided this field, even if it cleared it. */
    public boolean knows(String path) {
        return fields.containsKey(path);
    }

    /** The JSON value of a field; empty where unknown or cleared. */
    public Optional<String> find(String path) {
        Entry entry = fields.get(path);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.json());
    }

    /**
     * Applies one field.
     *
     * @return whether this version decides the field: now, or it already did
     */
    public boolean apply(Change.Field field) {
        Entry present = fields.get(field.path());
        if (present == null && Recent.isFull(field.path(), fields)) {
            return Recent.makesRoom(field, fields) && putRecent(field);
        }
        if (present != null) {
            int order = field.version().compareTo(present.version());
            if (order < 0) {
                return false;
            }
            if (order == 0) {
                return applySameVersion(field, present);
            }
        }
        put(field);
        return true;
    }

    /** Two values of one version, e.g. a field named twice: the greater text decides, so that order does not. */
    private boolean applySameVersion(Change.Field field, Entry present) {
        String mine = field.json() == null ? "" : field.json();
        String theirs = present.json() == null ? "" : present.json();
        int order = mine.compareTo(theirs);
        if (order > 0) {
            put(field);
        }
        return field.version().equals(Version.TIMELESS) ? order > 0 : order >= 0;
    }

    private boolean putRecent(Change.Field field) {
        put(field);
        return true;
    }

    private void put(Change.Field field) {
        fields.put(field.path(), new Entry(field.json(), field.version()));
        changes++;
    }

    /** Applies a change's fields. @return whether it decides at least one field */
    public boolean apply(Change change) {
        boolean decides = false;
        for (Change.Field field : change.fields()) {
            decides |= apply(field);
        }
        return decides;
    }
}
