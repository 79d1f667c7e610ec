package io.caravan.ledger;

import io.caravan.fold.Merge;
import io.caravan.fold.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The merges and moves that touch the patients of one transaction. All of them are kept, in whatever order they come, and what
 * they add up to is worked out from all: merges that go round in a circle hold but for the newest of them, moves that go
 * round in a circle but for the oldest, for a visit is where the newest move brought it.
 */
final class Aliases {
    /** The part of a merge: all that the patient has. */
    static final UUID WHOLE = new UUID(0, 0);

    /** The part of a new number, beside that of the merge it is too: what is known goes along, whoever is merged later. */
    static final UUID NUMBER = new UUID(0, 1);

    private static final Comparator<Edge> BY_AGE =
            Comparator.comparing(Edge::version).thenComparing(Edge::patient).thenComparing(Edge::part);

    private final Map<UUID, Map<UUID, Edge>> edges = new LinkedHashMap<>();

    /**
     * @param part the visit or account that was moved; {@link #WHOLE} for a merge
     * @param version of the merge or move that decided it
     */
    record Edge(Merge.Kind kind, UUID patient, UUID part, UUID survivor, Version version, Merge.Origin origin) {
        static Edge of(Merge merge) {
            UUID part = merge.part().orElse(WHOLE);
            return new Edge(
                    merge.kind(),
                    merge.from(),
                    merge.kind() == Merge.Kind.VISIT_NUMBER ? oldNumber(part) : part,
                    merge.into(),
                    merge.version(),
                    merge.origin());
        }

        boolean isMove() {
            return !part.equals(WHOLE) && !part.equals(NUMBER);
        }

        boolean isVisitNumber() {
            return kind == Merge.Kind.VISIT_NUMBER;
        }

        /** The same said of another patient. */
        Edge of(UUID other) {
            return new Edge(kind, other, part, survivor, version, origin);
        }

        Edge asNumber() {
            return new Edge(kind, patient, NUMBER, survivor, version, origin);
        }
    }

    Aliases copy() {
        Aliases copy = new Aliases();
        edges.forEach((patient, parts) -> copy.edges.put(patient, new LinkedHashMap<>(parts)));
        return copy;
    }

    boolean isEmpty() {
        return edges.isEmpty();
    }

    void put(Edge edge) {
        edges.computeIfAbsent(edge.patient(), key -> new LinkedHashMap<>(2)).put(edge.part(), edge);
    }

    /** Of what is stored: a merge of this transaction is newer. */
    void putIfUnknown(Edge edge) {
        edges.computeIfAbsent(edge.patient(), key -> new LinkedHashMap<>(2)).putIfAbsent(edge.part(), edge);
    }

    Optional<Edge> find(UUID patient, UUID part) {
        return Optional.ofNullable(edge(patient, part));
    }

    /** The part under which it stands that a visit has another number: not that of a move of the visit. */
    static UUID oldNumber(UUID visit) {
        return new UUID(~visit.getMostSignificantBits(), visit.getLeastSignificantBits());
    }

    /**
     * The visit as it is numbered now; itself where nobody said otherwise of these patients. What is said of others' visits does
     * not count, whether it happens to be known or not.
     */
    UUID visitOf(UUID visit, Set<UUID> patients) {
        Set<UUID> seen = new HashSet<>();
        UUID at = visit;
        while (seen.add(at)) {
            UUID part = oldNumber(at);
            Optional<Edge> edge = patients.stream()
                    .map(patient -> edge(patient, part))
                    .filter(Objects::nonNull)
                    .max(BY_AGE);
            if (edge.isEmpty()) {
                return at;
            }
            at = edge.get().survivor();
        }
        return visit;
    }

    /** The patient and those that a resource with these parts has gone to from there. */
    Set<UUID> reached(UUID patient, Collection<UUID> parts) {
        Set<UUID> reached = new LinkedHashSet<>(List.of(patient));
        path(patient, parts).forEach(edge -> reached.add(edge.survivor()));
        return reached;
    }

    /** What is said of the numbers of a patient's visits. */
    List<Edge> visitNumbers(UUID patient) {
        return edges.getOrDefault(patient, Map.of()).values().stream()
                .filter(Edge::isVisitNumber)
                .toList();
    }

    /** All numbers of a visit, by any of which it may have been moved. */
    Set<UUID> numbersOf(UUID visit, Set<UUID> patients) {
        Set<UUID> numbers = new LinkedHashSet<>(List.of(visit));
        UUID now = visitOf(visit, patients);
        numbers.add(now);
        for (UUID patient : patients) {
            for (Edge edge : visitNumbers(patient)) {
                UUID old = oldNumber(edge.part());
                if (visitOf(old, patients).equals(now)) {
                    numbers.add(old);
                }
            }
        }
        return numbers;
    }

    /** Takes an edge back. */
    void remove(UUID patient, UUID part) {
        Map<UUID, Edge> parts = edges.get(patient);
        if (parts != null) {
            parts.remove(part);
            if (parts.isEmpty()) {
                edges.remove(patient);
            }
        }
    }

    /** The merges that hold. */
    Set<Edge> merges() {
        Set<Edge> merges = new LinkedHashSet<>();
        for (UUID patient : edges.keySet()) {
            Edge merge = edge(patient, WHOLE);
            if (merge != null && holds(merge)) {
                merges.add(merge);
            }
        }
        return merges;
    }

    /**
     * Whether a merge counts: it does, unless it closes a circle and is the newest of it. A patient that got a number back has it:
     * there the oldest change is void.
     */
    boolean holds(Edge merge) {
        List<Edge> circle = new ArrayList<>(List.of(merge));
        Set<UUID> seen = new HashSet<>();
        Edge at = edge(merge.survivor(), WHOLE);
        while (at != null && seen.add(at.patient())) {
            if (at.patient().equals(merge.patient())) {
                return !voided(circle).equals(merge);
            }
            circle.add(at);
            at = edge(at.survivor(), WHOLE);
        }
        return true;
    }

    private static Edge voided(List<Edge> circle) {
        Edge newest = Collections.max(circle, BY_AGE);
        return newest.kind() == Merge.Kind.RENUMBER
                ? circle.stream()
                        .filter(edge -> edge.kind() == Merge.Kind.RENUMBER)
                        .min(BY_AGE)
                        .orElse(newest)
                : newest;
    }

    /** All whom the patient was merged into, nearest first, also by merges that do not hold; without itself. */
    List<UUID> above(UUID patient) {
        return along(patient, WHOLE);
    }

    /** Under which other numbers the same patient was known later. */
    List<UUID> laterNumbers(UUID patient) {
        return along(patient, NUMBER);
    }

    private List<UUID> along(UUID patient, UUID part) {
        Set<UUID> path = new LinkedHashSet<>();
        for (Edge at = edge(patient, part); at != null && path.add(at.survivor()); ) {
            at = edge(at.survivor(), part);
        }
        path.remove(patient);
        return List.copyOf(path);
    }

    /** All who were merged into the patient, at whatever distance; without itself. */
    Set<UUID> below(UUID patient) {
        Set<UUID> found = new LinkedHashSet<>();
        List<UUID> next = new ArrayList<>(List.of(patient));
        while (!next.isEmpty()) {
            UUID at = next.remove(next.size() - 1);
            edges.forEach((from, parts) -> {
                Edge merge = parts.get(WHOLE);
                if (merge != null && merge.survivor().equals(at) && !from.equals(patient) && found.add(from)) {
                    next.add(from);
                }
            });
        }
        return found;
    }

    /**
     * Whose a resource is that was filed under this patient; the patient itself where nothing was merged or moved.
     *
     * @param parts the visit and account that the resource belongs to
     */
    UUID survivorOf(UUID patient, Collection<UUID> parts) {
        if (edges.isEmpty()) {
            return patient;
        }
        Set<Edge> left = new HashSet<>();
        while (true) {
            Map<UUID, Edge> path = new LinkedHashMap<>();
            UUID at = patient;
            Edge step = step(at, parts, left);
            while (step != null && !path.containsKey(at)) {
                path.put(at, step);
                at = step.survivor();
                step = step(at, parts, left);
            }
            if (step == null) {
                return at;
            }
            left.add(oldestMoveOfCircle(path, at));
        }
    }

    private static Edge oldestMoveOfCircle(Map<UUID, Edge> path, UUID start) {
        List<Edge> circle = new ArrayList<>();
        UUID at = start;
        do {
            Edge edge = Objects.requireNonNull(path.get(at));
            circle.add(edge);
            at = edge.survivor();
        } while (!at.equals(start));
        return circle.stream().filter(Edge::isMove).min(BY_AGE).orElseThrow();
    }

    /**
     * The merges and moves that lead away from the patient a resource was filed under, whether or not it came back, and also
     * those that a circle makes void: once somebody has said so it stays said, in whatever order the circle became known.
     */
    List<Edge> path(UUID patient, Collection<UUID> parts) {
        Map<UUID, Edge> path = new LinkedHashMap<>();
        UUID at = patient;
        for (Edge said = said(at, parts, Set.of()); said != null && !path.containsKey(at); ) {
            path.put(at, said);
            at = said.survivor();
            said = said(at, parts, Set.of());
        }
        return List.copyOf(path.values());
    }

    private @Nullable Edge step(UUID patient, Collection<UUID> parts, Set<Edge> left) {
        Edge said = said(patient, parts, left);
        return said == null || said.isMove() || holds(said) ? said : null;
    }

    /** A move says more about its visit than a merge of the whole patient, and the newest move more than another. */
    private @Nullable Edge said(UUID patient, Collection<UUID> parts, Set<Edge> left) {
        Map<UUID, Edge> from = edges.get(patient);
        if (from == null) {
            return null;
        }
        Edge newest = null;
        for (UUID part : parts) {
            Edge move = from.get(part);
            if (move != null && !left.contains(move) && (newest == null || BY_AGE.compare(move, newest) > 0)) {
                newest = move;
            }
        }
        return newest == null ? from.get(WHOLE) : newest;
    }

    private @Nullable Edge edge(UUID patient, UUID part) {
        Map<UUID, Edge> parts = edges.get(patient);
        return parts == null ? null : parts.get(part);
    }
}
