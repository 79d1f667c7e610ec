package io.caravan.testkit.truth;

import io.caravan.fhir.Rendering;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The oracle: {@code state = fold(sort(unique(changes)))}, to the letter. It takes all that was ever recorded, works out who is
 * whom, sorts every single statement by its version, and applies one after the other, the later over the earlier. It knows
 * nothing of arrival, batches, transactions or what is stored; it is slow, and short enough to be checked by reading.
 *
 * <p>It shares with the ledger the rules of meaning only: what a message says, what follows from a state, how it is rendered.
 */
public final class LiteralFold {
    /** What a patient has of its own under each of its numbers. */
    private static final List<String> OF_ONE_NUMBER =
            List.of("identifier[", "link[", "#lookup[", "#old[", Change.PATIENT_LIST);

    private final Derivation derivation;
    private final Rendering rendering;

    public LiteralFold(Derivation derivation, Rendering rendering) {
        this.derivation = derivation;
        this.rendering = rendering;
    }

    /** @return the JSON of every resource that is delivered */
    public SortedMap<ResourceKey, String> fold(Collection<Mapped> recorded) {
        Set<Mapped> unique = new LinkedHashSet<>(recorded);
        WhoIsWhom who = new WhoIsWhom(unique);
        List<Statement> statements = new ArrayList<>();
        for (Mapped record : unique) {
            record.changes().forEach(change -> say(change, statements));
        }
        statements.addAll(ofOtherNumbers(statements, who));
        statements.addAll(ofMergedPatients(statements, who));
        who.holding().forEach(merge -> link(merge, statements));
        Set<Statement> all = withWhatFollows(statements);
        Whereabouts whereabouts = new Whereabouts(all, who);
        all.addAll(whereabouts.provenance(apply(all).values()));
        Map<ResourceKey, ResourceState> states = apply(all);
        states.values().forEach(whereabouts::settle);
        return render(states);
    }

    /** What follows from a state is said too, until nothing more follows. */
    private Set<Statement> withWhatFollows(List<Statement> statements) {
        Set<Statement> all = new LinkedHashSet<>(statements);
        List<Statement> following = new ArrayList<>();
        do {
            following.clear();
            apply(all).values().forEach(state -> derivation.derive(state).forEach(change -> say(change, following)));
        } while (all.addAll(following));
        return all;
    }

    private static void say(Change change, List<Statement> statements) {
        for (Change.Field field : change.fields()) {
            statements.add(new Statement(change.key(), field.path(), field.json(), field.version()));
        }
        change.patient()
                .ifPresent(patient -> statements.add(new Statement(
                        change.key(), Statement.OWNER, '"' + patient.toString() + '"', change.version())));
    }

    /** A patient that got another number is the same: what is known under the old one is known under the new one. */
    private static List<Statement> ofOtherNumbers(List<Statement> statements, WhoIsWhom who) {
        List<Statement> passed = new ArrayList<>();
        for (Statement one : statements) {
            if (one.key().type() == ResourceType.PATIENT
                    && OF_ONE_NUMBER.stream().noneMatch(one.path()::startsWith)) {
                for (UUID number : who.otherNumbers(one.key().id())) {
                    ResourceKey patient = new ResourceKey(ResourceType.PATIENT, number);
                    passed.add(new Statement(patient, one.path(), one.json(), one.version()));
                }
            }
        }
        return passed;
    }

    /** What a merged patient is identified by, all its survivors are identified by as well. */
    private static List<Statement> ofMergedPatients(List<Statement> statements, WhoIsWhom who) {
        List<Statement> passed = new ArrayList<>();
        for (Statement one : statements) {
            if (one.key().type() == ResourceType.PATIENT && one.path().startsWith("identifier[")) {
                String old = "#old[" + one.key().id() + ":" + one.path().substring("identifier[".length());
                for (UUID survivor : who.above(one.key().id())) {
                    ResourceKey patient = new ResourceKey(ResourceType.PATIENT, survivor);
                    passed.add(new Statement(patient, old, one.json(), one.version()));
                }
            }
        }
        return passed;
    }

    /** The merge that counts leaves a link on both sides. */
    private static void link(Merge merge, List<Statement> statements) {
        ResourceKey from = new ResourceKey(ResourceType.PATIENT, merge.from());
        ResourceKey into = new ResourceKey(ResourceType.PATIENT, merge.into());
        statements.add(new Statement(
                from,
                "link[replaced-by-" + merge.into() + "]",
                "{\"other\":" + Whereabouts.reference(into) + ",\"type\":\"replaced-by\"}",
                Version.TIMELESS));
        statements.add(new Statement(
                into,
                "link[replaces-" + merge.from() + "]",
                "{\"other\":" + Whereabouts.reference(from) + ",\"type\":\"replaces\"}",
                Version.TIMELESS));
    }

    /** Each path is set once: a mere form for what was worked out. */
    private static Map<ResourceKey, ResourceState> apply(Collection<Statement> statements) {
        List<Statement> sorted = new ArrayList<>(statements);
        sorted.sort(Statement.ORDER);
        Map<ResourceKey, Map<String, Statement>> latest = new TreeMap<>();
        for (Statement one : sorted) {
            latest.computeIfAbsent(one.key(), key -> new TreeMap<>()).put(one.path(), one);
        }
        Map<ResourceKey, ResourceState> states = new TreeMap<>();
        latest.forEach((key, fields) -> {
            ResourceState state = ResourceState.empty(key);
            fields.forEach((path, one) -> state.apply(new Change.Field(path, one.json(), one.version())));
            states.put(key, state);
        });
        return states;
    }

    private SortedMap<ResourceKey, String> render(Map<ResourceKey, ResourceState> states) {
        SortedMap<ResourceKey, String> rendered = new TreeMap<>();
        states.forEach((key, state) -> {
            if (key.type().isDelivered() && state.isShown()) {
                rendered.put(key, rendering.render(state));
            }
        });
        return rendered;
    }
}
