package io.caravan.testkit.truth;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.VisitReferences;
import io.caravan.fold.Change;
import io.caravan.fold.HiddenFacts;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.testkit.truth.WhoIsWhom.Belonging;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** With whom each resource is, of which visit, and how it came there: from everything that was ever said of it. */
final class Whereabouts {
    private final WhoIsWhom who;
    private final Map<ResourceKey, Set<UUID>> patients = new TreeMap<>();
    private final Map<ResourceKey, Map<UUID, Version>> parts = new TreeMap<>();

    Whereabouts(Collection<Statement> statements, WhoIsWhom who) {
        this.who = who;
        Map<ResourceKey, Set<ResourceKey>> passedInto = passedInto(statements);
        for (Statement one : statements) {
            for (ResourceKey key : passedInto.getOrDefault(one.key(), Set.of(one.key()))) {
                one.id().ifPresent(id -> take(key, one, id));
            }
        }
        parts.forEach((key, accounts) -> {
            if (key.type() == ResourceType.ENCOUNTER
                    && accounts.keySet().stream().anyMatch(who::isMoved)) {
                for (UUID patient : patients.getOrDefault(key, Set.of())) {
                    accounts.forEach((account, version) -> who.tellAccount(patient, key.id(), account, version));
                }
            }
        });
    }

    private void take(ResourceKey key, Statement one, UUID id) {
        if (one.path().equals(Statement.OWNER)) {
            patients.computeIfAbsent(key, none -> new TreeSet<>()).add(id);
        } else if (isPart(key, one.path())) {
            parts.computeIfAbsent(key, none -> new HashMap<>())
                    .merge(id, one.version(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
        }
    }

    private static boolean isPart(ResourceKey key, String path) {
        return key.type() == ResourceType.ENCOUNTER
                ? path.equals(Change.ACCOUNT)
                : path.equals("encounter") || path.equals("context");
    }

    /** What was said of one id was said of each id that it passed into, and of itself. */
    private static Map<ResourceKey, Set<ResourceKey>> passedInto(Collection<Statement> statements) {
        Map<ResourceKey, Set<ResourceKey>> into = new HashMap<>();
        for (Statement one : statements) {
            if (one.path().startsWith(HiddenFacts.SAME_AS)) {
                ResourceKey staying = new ResourceKey(one.key().type(), UUID.fromString(HiddenFacts.key(one.path())));
                into.computeIfAbsent(one.key(), key -> new HashSet<>(Set.of(key)))
                        .add(staying);
            }
        }
        boolean more = true;
        while (more) {
            more = false;
            for (Set<ResourceKey> all : into.values()) {
                for (ResourceKey key : List.copyOf(all)) {
                    more |= all.addAll(into.getOrDefault(key, Set.of()));
                }
            }
        }
        return into;
    }

    /** As the newest statements have it. */
    private static Belonging belonging(ResourceState state) {
        ResourceKey key = state.key();
        return switch (key.type()) {
            case ENCOUNTER -> new Belonging(Set.of(key.id()), id(state, Change.ACCOUNT), false);
            case ACCOUNT -> new Belonging(Set.of(), Set.of(key.id()), false);
            default -> new Belonging(visit(state), Set.of(), true);
        };
    }

    /** By everything that was ever said. */
    private Belonging everBelonging(ResourceState state) {
        Belonging now = belonging(state);
        Set<UUID> ever = parts.getOrDefault(state.key(), Map.of()).keySet();
        return switch (state.key().type()) {
            case ENCOUNTER -> new Belonging(now.visits(), ever, false);
            case ACCOUNT -> now;
            default -> new Belonging(ever, Set.of(), true);
        };
    }

    private static Set<UUID> visit(ResourceState state) {
        Set<UUID> encounter = id(state, "encounter");
        return encounter.isEmpty() ? id(state, "context") : encounter;
    }

    private static Set<UUID> id(ResourceState state, String path) {
        return state.find(path)
                .flatMap(json -> new Statement(state.key(), path, json, Version.TIMELESS).id())
                .map(Set::of)
                .orElse(Set.of());
    }

    /** Sets patient and visit. */
    void settle(ResourceState state) {
        Optional<UUID> owner = state.owner();
        if (owner.isEmpty()) {
            return;
        }
        Belonging belonging = belonging(state);
        state.assign(who.survivor(owner.get(), belonging));
        Set<UUID> by = new HashSet<>(Set.of(owner.get()));
        who.way(owner.get(), belonging).forEach(step -> by.add(step.into()));
        for (UUID visit : visit(state)) {
            UUID now = who.visitNow(visit, by);
            if (!now.equals(visit)) {
                state.assign(VisitReferences.VISIT, reference(new ResourceKey(ResourceType.ENCOUNTER, now)));
            }
        }
    }

    /** Whatever was ever filed under a patient from whom something leads away has a Provenance that tells what. */
    Set<Statement> provenance(Collection<ResourceState> states) {
        Set<Statement> provenance = new LinkedHashSet<>();
        for (ResourceState state : states) {
            if (state.key().type().subjectElement().isEmpty()) {
                continue;
            }
            for (UUID patient : patients.getOrDefault(state.key(), Set.of())) {
                List<Merge> way = who.way(patient, belonging(state));
                List<Merge> told = way.isEmpty() ? who.leading(patient, everBelonging(state)) : way;
                if (!told.isEmpty()) {
                    tell(state.key(), patient, told, provenance);
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

    static String reference(ResourceKey key) {
        return "{\"reference\":\"" + key.reference() + "\"}";
    }
}
