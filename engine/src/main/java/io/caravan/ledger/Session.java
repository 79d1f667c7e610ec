package io.caravan.ledger;

import io.caravan.crypto.Sealer;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one transaction, in memory: the states it read, what the records made of them, and how to take back what one
 * record did when it fails. Not safe for threads.
 */
final class Session {
    private final Map<ResourceKey, StoredRow> stored;
    private final Aliases aliases;
    private final Seals seals;
    private final Rules rules;
    private final Loader loader;
    private final Map<ResourceKey, Slot> slots = new LinkedHashMap<>();
    /** Opened to read ahead, and not taken under work yet. */
    private final Map<ResourceKey, Slot> opened = new HashMap<>();

    /** Patients whose aliases were read. */
    private final Set<UUID> owners = new HashSet<>();

    private final Set<Aliases.Edge> newEdges = new LinkedHashSet<>();
    private final Set<ResourceKey> touched = new LinkedHashSet<>();
    private final List<Finding> contradictions = new ArrayList<>(0);
    private Optional<Rejected> refusal = Optional.empty();
    private @Nullable Undo undo;
    private long skewMicros;

    /** How things were before the record under way. */
    private record Undo(Map<ResourceKey, Optional<Slot>> slots, List<Aliases.Edge> edges) {}

    /** Reads resources that no record names, but that follow from one that is named, and the aliases of their patients. */
    @FunctionalInterface
    interface Loader {
        Map<ResourceKey, StoredRow> load(Set<ResourceKey> keys, Set<UUID> patients, Aliases into);
    }

    Session(Map<ResourceKey, StoredRow> stored, Aliases aliases, Seals seals, Rules rules, Loader loader) {
        this.stored = stored;
        this.aliases = aliases;
        this.seals = seals;
        this.rules = rules;
        this.loader = loader;
    }

    /** Rows of a source whose clock is not quite that of its feed: what meets within this time leaves a finding. */
    Session watchSkew(long micros) {
        skewMicros = micros;
        return this;
    }

    /** Folds a record. If it throws, the session is to be thrown away. */
    Outcome fold(Mapped record) {
        touched.clear();
        contradictions.clear();
        refusal = record.refusal();
        if (record.exclusion().isPresent()) {
            return Outcome.EXCLUDED;
        }
        for (Merge merge : record.merges()) {
            owners.add(merge.from());
            if (merge.regroups()) {
                owners.add(merge.into());
            }
            new MergeFold(this, aliases).fold(merge);
        }
        boolean decides = false;
        for (Change change : record.changes()) {
            Slot slot = slot(change.key());
            slot.noteContradictions(rules.derivation());
            noteSkew(slot, change);
            change.patient().ifPresent(owners::add);
            decides |= slot.apply(change, seals, aliases);
            if (change.key().type() == ResourceType.PATIENT && !aliases.isEmpty()) {
                passOn(change.key().id());
            }
        }
        derive();
        readNames();
        new AccountFold(this, aliases).fold(record.merges());
        readNames();
        if (!aliases.isEmpty()) {
            touched.forEach(key -> Objects.requireNonNull(slots.get(key)).follow(aliases));
            tellRepointings();
        }
        for (ResourceKey key : touched) {
            contradictions.addAll(Objects.requireNonNull(slots.get(key)).newContradictions(rules.derivation()));
        }
        if (refusal.isPresent()) {
            return Outcome.DEAD_LETTERED;
        }
        if (record.merges().stream().anyMatch(Merge::regroups)) {
            return Outcome.MERGED;
        }
        return decides ? Outcome.APPLIED : Outcome.SUPERSEDED;
    }

    /** What was filed under others too may go another way with them now: by the account or visit that the record named. */
    private void readNames() {
        Set<UUID> strangers;
        do {
            strangers = new HashSet<>();
            for (ResourceKey key : touched) {
                Slot slot = Objects.requireNonNull(slots.get(key));
                if (slot.filing().isSeveral() || !aliases.isEmpty()) {
                    addUnread(slot.filing().names(), strangers);
                }
            }
            require(Set.of(), strangers);
        } while (!strangers.isEmpty());
    }

    /** What was filed under one patient and is with another says so, so that it can be undone. */
    private void tellRepointings() {
        List<Repointing> all = new ArrayList<>(0);
        for (ResourceKey key : touched) {
            all.addAll(Repointing.of(Objects.requireNonNull(slots.get(key)), aliases));
        }
        require(all.stream().map(Repointing::key).collect(Collectors.toSet()));
        all.forEach(one -> one.write(slot(one.key())));
    }

    private void noteSkew(Slot slot, Change change) {
        if (skewMicros > 0 && contradictions.isEmpty()) {
            ClockSkew.field(slot.state(), change, skewMicros)
                    .ifPresent(field -> contradictions.add(new Finding("clock-skew", field)));
        }
    }

    /**
     * Reads what follows from the states that were read, for all records at once: one by one, a page of rows would ask the
     * database as often as it has rows. A state that does not open fails the records that need it, not all of them.
     */
    void readAhead() {
        for (StoredRow row : stored.values()) {
            try {
                opened.put(row.key(), open(row));
            } catch (Sealer.SealBroken e) {
                continue;
            }
        }
        Set<ResourceKey> reached = new HashSet<>();
        Set<UUID> strangers = new HashSet<>();
        for (Slot slot : opened.values()) {
            Set<ResourceKey> more = rules.derivation().reaches(slot.state());
            if (!more.isEmpty()) {
                reached.addAll(more);
                addUnread(slot.filing().names(), strangers);
            }
        }
        require(reached, strangers);
    }

    /** What follows from the record for resources that it does not name. It does not count as the record's own. */
    private void derive() {
        for (List<Change> all = following(); !all.isEmpty(); all = following()) {
            Set<UUID> strangers = new HashSet<>();
            all.forEach(change -> addUnread(Filing.names(change), strangers));
            require(all.stream().map(Change::key).collect(Collectors.toSet()), strangers);
            all.forEach(change -> slot(change.key()).applyFollowing(change, seals, aliases));
        }
    }

    private void addUnread(Set<UUID> patients, Set<UUID> into) {
        patients.stream().filter(owners::add).forEach(into::add);
    }

    private List<Change> following() {
        List<Change> following = new ArrayList<>(0);
        for (ResourceKey key : touched) {
            following.addAll(Objects.requireNonNull(slots.get(key)).derive(rules.derivation()));
        }
        return following;
    }

    /** Reads what is needed beside what the records name. */
    void require(Set<ResourceKey> keys) {
        require(keys, Set.of());
    }

    /** @param patients whose aliases are needed too */
    private void require(Set<ResourceKey> keys, Set<UUID> patients) {
        Set<ResourceKey> unknown = new HashSet<>();
        for (ResourceKey key : keys) {
            if (!slots.containsKey(key) && !stored.containsKey(key)) {
                unknown.add(key);
            }
        }
        if (!unknown.isEmpty() || !patients.isEmpty()) {
            stored.putAll(loader.load(unknown, patients, aliases));
        }
    }

    /** Folds and renders a record by itself. If it throws, the session is as if the record had never been there. */
    Outcome foldOrUndo(Mapped record) {
        Undo before = new Undo(new HashMap<>(), new ArrayList<>());
        undo = before;
        try {
            Outcome outcome = fold(record);
            renderTouched();
            return outcome;
        } catch (RuntimeException e) {
            takeBack(before);
            throw e;
        } finally {
            undo = null;
        }
    }

    /** Renders what the last record touched: what it replaces is a version of its own. */
    void renderTouched() {
        for (ResourceKey key : touched) {
            slot(key).render(rules.rendering(), seals);
        }
    }

    void renderAll() {
        for (Slot slot : slots.values()) {
            slot.render(rules.rendering(), seals);
        }
    }

    /** The resources that the last record touched. */
    Set<ResourceKey> touched() {
        return Set.copyOf(touched);
    }

    boolean touches(ResourceKey key) {
        return touched.contains(key);
    }

    /** Of one type; more may be touched meanwhile. */
    List<ResourceKey> touched(ResourceType type) {
        return touched.stream().filter(key -> key.type() == type).toList();
    }

    /** A part of the record under way cannot go on; the rest holds. */
    void refuse(Rejected why) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(why);
        }
    }

    /** Why a part of the last record could not go on. */
    Optional<Rejected> refusal() {
        return refusal;
    }

    void find(Finding finding) {
        contradictions.add(finding);
    }

    /** What the last record made the states contradict themselves in. */
    List<Finding> contradictions() {
        return List.copyOf(contradictions);
    }

    Collection<Slot> slots() {
        return slots.values();
    }

    Collection<Aliases.Edge> newEdges() {
        return List.copyOf(newEdges);
    }

    Slot slot(ResourceKey key) {
        Slot slot = slots.get(key);
        if (undo != null && !undo.slots().containsKey(key)) {
            undo.slots().put(key, slot == null ? Optional.empty() : Optional.of(slot.copy()));
        }
        if (slot == null) {
            slot = opened.remove(key);
            if (slot == null) {
                StoredRow row = stored.get(key);
                slot = row == null ? Slot.unknown(key) : open(row);
            }
            slots.put(key, slot);
        }
        touched.add(key);
        return slot;
    }

    private Slot open(StoredRow row) {
        return Slot.of(row, seals.openState(row.key(), row.revision(), row.sealedState()));
    }

    void addEdge(Aliases.Edge edge) {
        if (aliases.add(edge)) {
            newEdges.add(edge);
            if (undo != null) {
                undo.edges().add(edge);
            }
        }
    }

    /** All that a merged patient is identified by, its survivors are identified by as well. */
    void passOn(UUID patient) {
        List<UUID> above = aliases.above(patient);
        Set<UUID> numbers = aliases.otherNumbers(patient);
        if (above.isEmpty() && numbers.isEmpty()) {
            return;
        }
        Set<UUID> takers = new HashSet<>(above);
        takers.addAll(numbers);
        require(MergeFold.patients(takers));
        Slot from = patient(patient);
        numbers.forEach(number -> MergeFold.giveAll(from, patient(number)));
        for (UUID survivor : above) {
            Slot to = patient(survivor);
            to.noteContradictions(rules.derivation());
            MergeFold.give(from, to);
        }
    }

    private Slot patient(UUID id) {
        return slot(new ResourceKey(ResourceType.PATIENT, id));
    }

    private void takeBack(Undo before) {
        before.slots().forEach((key, slot) -> {
            if (slot.isPresent()) {
                slots.put(key, slot.get());
            } else {
                slots.remove(key);
            }
        });
        before.edges().forEach(edge -> {
            aliases.remove(edge);
            newEdges.remove(edge);
        });
    }
}
