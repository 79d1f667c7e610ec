package io.caravan.fold;

import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;

/**
 * One resource with two ids: an order that was known by the filler's number before anybody named the placer's. Records go on
 * writing to the id their number gives; the record that names both numbers tells the state of the passing id which one stays.
 * From there all facts go to the staying id with the versions they have, and whoever refers to the passing id hears of the
 * other. Which one stays follows from the kind of number alone, never from which came first, so that any order of arrival
 * gives the same.
 */
public final class Unification implements Derivation {
    private final List<Finding> ambiguous;

    /** @param ambiguous raised where one id passes into two, and both have what was known under it */
    public Unification(Finding ambiguous) {
        this.ambiguous = List.of(ambiguous);
    }

    /** The fact that {@code passing} is another id of {@code staying}. It has no time: it is true whenever it is said. */
    public static Change sameAs(ResourceKey passing, UUID staying) {
        return Change.of(passing.type(), passing.id(), Version.TIMELESS)
                .set(HiddenFacts.SAME_AS + staying + "]", "true")
                .build();
    }

    /** The fact that {@code referrer} refers to an id that may pass into another. */
    public static Change referrer(ResourceKey passing, ResourceKey referrer) {
        return Change.of(passing.type(), passing.id(), Version.TIMELESS)
                .set(HiddenFacts.REFERRER + referrer.reference() + "]", "true")
                .build();
    }

    /**
     * The ids into which this one passed. Where ids are said to pass into each other, e.g. a number that was changed and changed
     * back, none does: all stay and hold the same, for a record must never be left without a resource.
     */
    public static List<UUID> staying(ResourceState state) {
        return state.fieldsUnder(HiddenFacts.SAME_AS).keySet().stream()
                .map(HiddenFacts::key)
                .filter(id -> !state.knows(HiddenFacts.PASSED + id + "]"))
                .map(UUID::fromString)
                .toList();
    }

    @Override
    public List<Change> derive(ResourceState state) {
        SortedMap<String, ResourceState.Entry> staying = state.fieldsUnder(HiddenFacts.SAME_AS);
        if (staying.isEmpty()) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>(2);
        Optional<Change> facts = facts(state);
        for (String path : staying.keySet()) {
            UUID into = UUID.fromString(HiddenFacts.key(path));
            facts.ifPresent(all -> changes.add(new Change(
                    new ResourceKey(state.key().type(), into), all.patient(), all.version(), all.fields(), List.of())));
            for (String referrer : state.fieldsUnder(HiddenFacts.REFERRER).keySet()) {
                ResourceKey key = ResourceKey.of(HiddenFacts.key(referrer));
                changes.add(Change.of(key.type(), key.id(), Version.TIMELESS)
                        .set(HiddenFacts.RENAMED + state.key().id() + "/" + into + "]", "true")
                        .build());
            }
        }
        return changes;
    }

    /** What was said under the passing id; empty where nothing was. */
    private static Optional<Change> facts(ResourceState state) {
        if (!state.isShown()) {
            return Optional.empty();
        }
        List<Change.Field> fields = new ArrayList<>(state.fields().size());
        state.forEachField((path, entry) -> {
            boolean ofTheId = path.startsWith(HiddenFacts.SAME_AS) || path.startsWith(HiddenFacts.REFERRER);
            if (!ofTheId && !path.equals(HiddenFacts.OWNER)) {
                fields.add(new Change.Field(path, entry.json(), entry.version()));
            }
        });
        fields.add(new Change.Field(HiddenFacts.PASSED + state.key().id() + "]", "true", Version.TIMELESS));
        ResourceState.Entry owner = state.fields().get(HiddenFacts.OWNER);
        return Optional.of(new Change(
                state.key(),
                state.owner().or(state::patient),
                owner == null ? Version.TIMELESS : owner.version(),
                fields,
                List.of()));
    }

    @Override
    public Set<ResourceKey> reaches(ResourceState state) {
        Map<String, ResourceState.Entry> staying = state.fieldsUnder(HiddenFacts.SAME_AS);
        if (staying.isEmpty()) {
            return Set.of();
        }
        Set<ResourceKey> keys = new HashSet<>();
        staying.keySet()
                .forEach(path -> keys.add(new ResourceKey(state.key().type(), UUID.fromString(HiddenFacts.key(path)))));
        state.fieldsUnder(HiddenFacts.REFERRER)
                .keySet()
                .forEach(path -> keys.add(ResourceKey.of(HiddenFacts.key(path))));
        return keys;
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        int said = state.fieldsUnder(HiddenFacts.SAME_AS).size();
        boolean isCircle = said > staying(state).size();
        boolean matters =
                state.isShown() || !state.fieldsUnder(HiddenFacts.REFERRER).isEmpty();
        return isCircle || said > 1 && matters ? ambiguous : List.of();
    }
}
