package io.caravan.testkit.truth;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Rendering;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: {@code state = fold(sort(unique(changes)))}, to the letter. It takes all that was ever recorded, works out who is
 * whom, sorts every single statement by its version, and applies one after the other, the later over the earlier. It knows
 * nothing of arrival, batches, transactions or what is stored; it is slow, and short enough to be checked by reading.
 *
 * <p>It shares with the ledger the rules of meaning only: what a message says, what follows from a state, how it is rendered.
 */
public final class LiteralFold {
    private static final String OWNER = "#patient";

    private final Derivation derivation;
    private final Rendering rendering;

    public LiteralFold(Derivation derivation, Rendering rendering) {
        this.derivation = derivation;
        this.rendering = rendering;
    }

    /** One thing said of one resource. */
    private record Statement(
            ResourceKey key, String path, @Nullable String json, Version version) {
        /** Two values of one version stand in one record; the greater text is as good as any, and always the same. */
        static final Comparator<Statement> ORDER = Comparator.comparing(Statement::version)
                .thenComparing(one -> Objects.requireNonNullElse(one.json(), ""));
    }

    /** @return the JSON of every resource that is delivered */
    public SortedMap<ResourceKey, String> fold(Collection<Mapped> recorded) {
        Set<Mapped> unique = new LinkedHashSet<>(recorded);
        Map<UUID, Merge> merges = merges(unique);
        List<Statement> statements = new ArrayList<>();
        for (Mapped record : unique) {
            record.changes().forEach(change -> say(change, statements));
        }
        statements.addAll(ofMergedPatients(statements, merges));
        Map<UUID, Merge> holding = holding(merges);
        holding.values().forEach(merge -> link(merge, statements));
        Set<Statement> all = withWhatFollows(statements, holding);
        all.addAll(ofRepointed(all, merges));
        return render(apply(all, holding));
    }

    /** What follows from a state is said too, until nothing more follows. */
    private Set<Statement> withWhatFollows(List<Statement> statements, Map<UUID, Merge> merges) {
        Set<Statement> all = new LinkedHashSet<>(statements);
        List<Statement> following = new ArrayList<>();
        do {
            following.clear();
            apply(all, merges)
                    .values()
                    .forEach(state -> derivation.derive(state).forEach(change -> say(change, following)));
        } while (all.addAll(following));
        return all;
    }

    private static void say(Change change, List<Statement> statements) {
        for (Change.Field field : change.fields()) {
            statements.add(new Statement(change.key(), field.path(), field.json(), field.version()));
        }
        change.patient()
                .ifPresent(patient -> statements.add(
                        new Statement(change.key(), OWNER, '"' + patient.toString() + '"', change.version())));
    }

    /** The newest merge of each patient decides. */
    private static Map<UUID, Merge> merges(Set<Mapped> records) {
        Map<UUID, Merge> newest = new HashMap<>();
        for (Mapped record : records) {
            for (Merge merge : record.merges()) {
                newest.merge(merge.from(), merge, (a, b) -> a.version().compareTo(b.version()) >= 0 ? a : b);
            }
        }
        return newest;
    }

    /** The oldest first: one that would close a circle of the others does not hold. */
    private static Map<UUID, Merge> holding(Map<UUID, Merge> merges) {
        List<Merge> byAge = new ArrayList<>(merges.values());
        byAge.sort(Comparator.comparing(Merge::version).thenComparing(Merge::from));
        Map<UUID, Merge> holding = new HashMap<>();
        for (Merge merge : byAge) {
            if (!above(merge.into(), holding).contains(merge.from())) {
                holding.put(merge.from(), merge);
            }
        }
        return holding;
    }

    /** All into whom the patient was merged, directly or not; without itself. */
    private static List<UUID> above(UUID patient, Map<UUID, Merge> merges) {
        List<UUID> path = new ArrayList<>();
        Merge merge = merges.get(patient);
        while (merge != null && !path.contains(merge.into())) {
            path.add(merge.into());
            merge = merges.get(merge.into());
        }
        path.remove(patient);
        return path;
    }

    /** What a merged patient is identified by, all its survivors are identified by as well. */
    private static List<Statement> ofMergedPatients(List<Statement> statements, Map<UUID, Merge> merges) {
        List<Statement> passed = new ArrayList<>();
        for (Statement one : statements) {
            if (one.key().type() == ResourceType.PATIENT && one.path().startsWith("identifier[")) {
                String old = "#old[" + one.key().id() + ":" + one.path().substring("identifier[".length());
                for (UUID survivor : above(one.key().id(), merges)) {
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
                "{\"other\":" + reference(into) + ",\"type\":\"replaced-by\"}",
                Version.TIMELESS));
        statements.add(new Statement(
                into,
                "link[replaces-" + merge.from() + "]",
                "{\"other\":" + reference(from) + ",\"type\":\"replaces\"}",
                Version.TIMELESS));
    }

    private static String reference(ResourceKey key) {
        return "{\"reference\":\"" + key.reference() + "\"}";
    }

    /** Whatever was ever filed under a merged patient has a Provenance that names the patient and all that was said of merges. */
    private static Set<Statement> ofRepointed(Collection<Statement> statements, Map<UUID, Merge> merges) {
        Set<Statement> provenance = new LinkedHashSet<>();
        for (Statement one : statements) {
            if (one.path().equals(OWNER) && !one.key().type().subjectElement().isEmpty()) {
                UUID named = patient(one);
                List<Merge> path = path(named, merges);
                if (!path.isEmpty()) {
                    tell(one.key(), named, path, provenance);
                }
            }
        }
        return provenance;
    }

    private static void tell(ResourceKey target, UUID named, List<Merge> path, Set<Statement> provenance) {
        UUID id = FhirIds.id("Provenance", target.reference(), named.toString());
        ResourceKey key = new ResourceKey(ResourceType.PROVENANCE, id);
        StringBuilder entities = new StringBuilder(
                "[{\"role\":\"revision\",\"what\":" + reference(new ResourceKey(ResourceType.PATIENT, named)) + "}");
        Set<String> agents = new LinkedHashSet<>();
        long micros = Long.MIN_VALUE;
        for (Merge merge : path) {
            micros = Math.max(micros, merge.version().micros());
            agents.add("{\"who\":{\"display\":\"" + merge.origin().source() + "\"}}");
            entities.append(",{\"role\":\"source\",\"what\":{\"identifier\":{\"value\":\"")
                    .append(merge.origin().controlId())
                    .append("\"}}}");
        }
        Instant recorded = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        Map<String, String> elements = Map.of(
                "target", "[" + reference(target) + "]",
                "recorded", '"' + recorded.toString() + '"',
                "activity",
                        "{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-DataOperation\","
                                + "\"code\":\"UPDATE\",\"display\":\"revise\"}]}",
                "agent", "[" + String.join(",", agents) + "]",
                "entity", entities + "]");
        elements.forEach((element, json) -> provenance.add(new Statement(key, element, json, Version.TIMELESS)));
    }

    private static List<Merge> path(UUID patient, Map<UUID, Merge> merges) {
        List<Merge> path = new ArrayList<>();
        for (Merge merge = merges.get(patient); merge != null && !path.contains(merge); ) {
            path.add(merge);
            merge = merges.get(merge.into());
        }
        return path;
    }

    private static UUID patient(Statement owner) {
        String json = Objects.requireNonNull(owner.json());
        return UUID.fromString(json.substring(1, json.length() - 1));
    }

    private static Map<ResourceKey, ResourceState> apply(Collection<Statement> statements, Map<UUID, Merge> merges) {
        List<Statement> sorted = new ArrayList<>(statements);
        sorted.sort(Statement.ORDER);
        Map<ResourceKey, Map<String, Statement>> latest = new TreeMap<>();
        for (Statement one : sorted) {
            latest.computeIfAbsent(one.key(), key -> new TreeMap<>()).put(one.path(), one);
        }
        Map<ResourceKey, ResourceState> states = new TreeMap<>();
        latest.forEach((key, fields) -> states.put(key, state(key, fields, merges)));
        return states;
    }

    /** Each path is set once: a mere form for what was worked out. */
    private static ResourceState state(ResourceKey key, Map<String, Statement> fields, Map<UUID, Merge> merges) {
        ResourceState state = ResourceState.empty(key);
        fields.forEach((path, one) -> state.apply(new Change.Field(path, one.json(), one.version())));
        Statement owner = fields.get(OWNER);
        if (owner != null && owner.json() != null) {
            UUID named = UUID.fromString(owner.json().substring(1, owner.json().length() - 1));
            List<UUID> survivors = above(named, merges);
            state.assign(survivors.isEmpty() ? named : survivors.get(survivors.size() - 1));
        }
        return state;
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
