package io.caravan.ledger;

import io.caravan.fhir.Reference;
import io.caravan.fhir.Rendering;
import io.caravan.fhir.VisitReferences;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.HiddenFacts;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.message.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A resource under work in one transaction: what is stored, what it has become, what must be written. */
final class Slot {
    private final int storedRevision;
    private final int storedVersion;
    private final ResourceState state;
    private final Filing filing;
    private final List<Past> past = new ArrayList<>(0);
    private final List<Long> newLookups = new ArrayList<>(2);
    private int version;
    private byte[] bodyHash;
    private byte @Nullable [] body;
    private int renderedAt;
    private int derivedAt;
    private @Nullable List<Finding> contradictions;

    /** A body that was rendered and replaced within the transaction. */
    record Past(int version, byte[] body) {}

    private Slot(ResourceState state, int revision, int version, byte[] bodyHash) {
        this.state = state;
        this.filing = new Filing(state);
        this.storedRevision = revision;
        this.storedVersion = version;
        this.version = version;
        this.bodyHash = bodyHash;
        this.renderedAt = state.changes();
        this.derivedAt = state.changes();
    }

    static Slot unknown(ResourceKey key) {
        return new Slot(ResourceState.empty(key), 0, 0, Seals.noHash());
    }

    static Slot of(StoredRow row, ResourceState state) {
        return new Slot(state, row.revision(), row.version(), row.bodyHash());
    }

    /** For taking back what a failed work did. */
    Slot copy() {
        Slot copy = new Slot(state.copy(), storedRevision, storedVersion, bodyHash);
        copy.past.addAll(past);
        copy.newLookups.addAll(newLookups);
        copy.version = version;
        copy.body = body;
        copy.renderedAt = renderedAt;
        copy.derivedAt = derivedAt;
        copy.contradictions = contradictions;
        return copy;
    }

    /** @return whether the change decides a field */
    boolean apply(Change change, Seals seals, Aliases aliases) {
        for (Change.Field field : change.fields()) {
            tellPart(field, seals);
        }
        boolean decides = state.apply(change);
        applyKeys(change, seals, aliases);
        return decides;
    }

    /** Applies what follows from another state, which may hand on how it is found. */
    void applyFollowing(Change change, Seals seals, Aliases aliases) {
        for (Change.Field field : change.fields()) {
            if (field.path().startsWith(HiddenFacts.LOOKUP)) {
                addLookup(field.path(), field.version());
            } else {
                tellPart(field, seals);
                state.apply(field);
            }
        }
        applyKeys(change, seals, aliases);
    }

    private void applyKeys(Change change, Seals seals, Aliases aliases) {
        change.patient().ifPresent(patient -> belongTo(patient, change.version(), aliases, seals));
        for (String lookup : change.lookups()) {
            addLookup(seals.lookup(lookup), change.version());
        }
    }

    /** Whom the newest version names; kept as named, so that the resource follows whatever merges become known later. */
    private void belongTo(UUID patient, Version version, Aliases aliases, Seals seals) {
        Optional<UUID> before = owner();
        state.apply(new Change.Field(HiddenFacts.OWNER, '"' + patient.toString() + '"', version));
        if (before.isPresent() && !before.get().equals(patient)) {
            name(before.get(), seals);
            name(patient, seals);
        } else if (filing.isSeveral()) {
            name(patient, seals);
        }
        // Another's merges were not read; whoever named them followed them.
        if (owner().filter(patient::equals).isPresent()) {
            follow(aliases);
        }
    }

    /** With which visit or account it was filed before, or is by an older record: it is found by its patients from now on. */
    private void tellPart(Change.Field field, Seals seals) {
        filing.told(field).ifPresent(told -> {
            state.apply(told);
            owner().ifPresent(patient -> name(patient, seals));
        });
    }

    /** A resource that more than one patient was named for can be found by each of them. */
    private void name(UUID patient, Seals seals) {
        state.apply(Filing.name(patient));
        addLookup(seals.lookup(named(patient)), Version.TIMELESS);
    }

    /** What a resource is found under that was once filed under this patient, and then under another. */
    static String named(UUID patient) {
        return Filing.NAMED + patient;
    }

    /** Belongs to the survivor of its patient, and to its visit as that is numbered now. */
    void follow(Aliases aliases) {
        if (aliases.isEmpty()) {
            owner().ifPresent(state::assign);
            return;
        }
        owner().ifPresent(owner -> {
            Filed filed = filing.filed();
            state.assign(Walk.survivor(aliases, owner, filed));
            filing.visit().ifPresent(visit -> {
                UUID now =
                        aliases.visitOf(visit, Walk.said(aliases, owner, filed).patients());
                ResourceKey key = new ResourceKey(ResourceType.ENCOUNTER, now);
                state.assign(VisitReferences.VISIT, now.equals(visit) ? null : Reference.to(key));
            });
        });
    }

    /** Under whom, and with which visit and account, it was filed. */
    Filing filing() {
        return filing;
    }

    /** The patient as the messages named it, before aliases. */
    Optional<UUID> owner() {
        return state.owner();
    }

    /** Sets what the aliases decide. */
    void assign(String path, @Nullable String json) {
        state.assign(path, json);
    }

    /** Clears what the aliases had set. */
    void takeBack(String... prefixes) {
        for (String prefix : prefixes) {
            for (String path : List.copyOf(state.fieldsUnder(prefix).keySet())) {
                state.assign(path, null);
            }
        }
    }

    /** Whether a fact of the demographics authority stands that was there before. */
    boolean isOlderThan(String path, Version version) {
        ResourceState.Entry entry = state.fields().get(path);
        return entry != null
                && entry.version().rank() == Version.OWNER
                && entry.version().compareTo(version) < 0;
    }

    private void addLookup(long hash, Version version) {
        addLookup(HiddenFacts.LOOKUP + Long.toHexString(hash) + "]", hash, version);
    }

    /** A lookup is written once in a resource's life: its state remembers it. */
    private void addLookup(String path, long hash, Version version) {
        if (!state.knows(path)) {
            state.apply(new Change.Field(path, "1", version));
            newLookups.add(hash);
        }
    }

    /** Is found under what the other is found under. */
    void addLookupsOf(Slot other) {
        other.state.fieldsUnder(HiddenFacts.LOOKUP).forEach((path, entry) -> addLookup(path, entry.version()));
    }

    private void addLookup(String path, Version version) {
        addLookup(path, Long.parseUnsignedLong(HiddenFacts.key(path), 16), version);
    }

    void apply(Change.Field field) {
        state.apply(field);
    }

    /** What follows for other resources, if anything changed since the last time. */
    List<Change> derive(Derivation derivation) {
        if (derivedAt == state.changes()) {
            return List.of();
        }
        derivedAt = state.changes();
        return derivation.derive(state);
    }

    /** What the state contradicts itself in before it changes; to be asked before the first change. */
    void noteContradictions(Derivation derivation) {
        if (contradictions == null) {
            contradictions = derivation.contradictions(state);
        }
    }

    /** The contradictions that came since the last time. */
    List<Finding> newContradictions(Derivation derivation) {
        List<Finding> before = contradictions;
        if (before == null) {
            return List.of();
        }
        List<Finding> now = derivation.contradictions(state);
        contradictions = now;
        if (now.isEmpty()) {
            return now;
        }
        // A second pair of one kind is news: each that was there before takes away one of those that are there now.
        List<Finding> fresh = new ArrayList<>(now);
        before.forEach(fresh::remove);
        return fresh;
    }

    /** Renders if anything changed since the last time. A version is spent only where the rendered JSON is another one. */
    void render(Rendering rendering, Seals seals) {
        if (renderedAt == state.changes()) {
            return;
        }
        renderedAt = state.changes();
        if (!state.key().type().isDelivered()) {
            version = Math.max(version, 1);
            return;
        }
        if (!state.isShown()) {
            return;
        }
        byte[] json = rendering.render(state).getBytes(StandardCharsets.UTF_8);
        byte[] hash = seals.bodyHash(json);
        if (Arrays.equals(hash, bodyHash)) {
            return;
        }
        if (body != null) {
            past.add(new Past(version, body));
        }
        version++;
        body = json;
        bodyHash = hash;
    }

    /** Whether a row must be written. */
    boolean isChanged() {
        return state.changes() > 0;
    }

    boolean isStored() {
        return storedRevision > 0;
    }

    /** Whether a stored body is replaced. */
    boolean replacesBody() {
        return body != null && storedVersion > 0 && state.key().type().isDelivered();
    }

    ResourceKey key() {
        return state.key();
    }

    ResourceState state() {
        return state;
    }

    int revision() {
        return storedRevision + 1;
    }

    int version() {
        return version;
    }

    byte[] bodyHash() {
        return bodyHash;
    }

    /** Rendered in this transaction and other than what is stored; null = the stored one still holds. */
    byte @Nullable [] body() {
        return body;
    }

    List<Past> past() {
        return past;
    }

    List<Long> newLookups() {
        return newLookups;
    }
}
