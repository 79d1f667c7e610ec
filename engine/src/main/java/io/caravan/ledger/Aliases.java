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
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
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

    /** Of two of the same time the greater survivor counts; any would do, if it is always the same. */
    static final Comparator<Edge> BY_AGE = Comparator.comparing(Edge::version)
            .thenComparing(Edge::patient)
            .thenComparing(Edge::part)
            .thenComparing(edge -> edge.survivor().getMostSignificantBits(), Long::compareUnsigned)
            .thenComparing(edge -> edge.survivor().getLeastSignificantBits(), Long::compareUnsigned);

    private static final NavigableSet<Edge> NONE = Collections.unmodifiableNavigableSet(new TreeSet<>(BY_AGE));

    private final Map<UUID, Map<UUID, NavigableSet<Edge>>> edges = new LinkedHashMap<>();

    /**
     * @param part the visit or account that was moved; {@link #WHOLE} for a merge
     * @param survivor a patient; of what is said of a visit's numbers and account, the visit or account
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

        /** That a visit that was filed under this patient is part of an account. */
        static Edge ofAccount(UUID patient, UUID visit, UUID account, Version version) {
            return new Edge(
                    Merge.Kind.VISIT_ACCOUNT, patient, Aliases.account(visit), account, version, Merge.Origin.UNKNOWN);
        }

        /** Whether something goes from one patient to another by it. */
        boolean leads() {
            return kind != Merge.Kind.VISIT_NUMBER && kind != Merge.Kind.VISIT_ACCOUNT;
        }

        boolean isMove() {
            return leads() && !part.equals(WHOLE) && !part.equals(NUMBER);
        }

        boolean isVisitNumber() {
            return kind == Merge.Kind.VISIT_NUMBER;
        }

        boolean isVisitAccount() {
            return kind == Merge.Kind.VISIT_ACCOUNT;
        }

        /** The visit that it tells another number or the account of. */
        UUID visit() {
            return isVisitNumber() ? oldNumber(part) : account(part);
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
        edges.forEach((patient, parts) -> parts.values().forEach(all -> all.forEach(copy::add)));
        return copy;
    }

    boolean isEmpty() {
        return edges.isEmpty();
    }

    /** @return whether it was not known */
    boolean add(Edge edge) {
        return edges.computeIfAbsent(edge.patient(), key -> new LinkedHashMap<>(2))
                .computeIfAbsent(edge.part(), key -> new TreeSet<>(BY_AGE))
                .add(edge);
    }

    /** The newest. */
    Optional<Edge> find(UUID patient, UUID part) {
        return Optional.ofNullable(edge(patient, part));
    }

    boolean knows(Edge edge) {
        return all(edge.patient(), edge.part()).contains(edge);
    }

    /** The part under which it stands that a visit has another number: not that of a move of the visit. */
    static UUID oldNumber(UUID visit) {
        return new UUID(~visit.getMostSignificantBits(), visit.getLeastSignificantBits());
    }

    /** The part under which it stands which account a visit is part of. */
    static UUID account(UUID visit) {
        return new UUID(visit.getMostSignificantBits(), ~visit.getLeastSignificantBits());
    }

    /**
     * The visit as it is numbered now; itself where nobody said otherwise of these patients. What is said of others' visits does
     * not count, whether it happens to be known or not.
     */
    UUID visitOf(UUID visit, Set<UUID> patients) {
        Set<UUID> seen = new HashSet<>();
        UUID at = visit;
        while (seen.add(at)) {
            Optional<Edge> edge = newest(patients, oldNumber(at));
            if (edge.isEmpty()) {
                return at;
            }
            at = edge.get().survivor();
        }
        return visit;
    }

    /** The account of a visit, as it was told of these patients; empty where no account of it was ever moved. */
    Optional<Edge> accountOf(Collection<UUID> numbers, Set<UUID> patients) {
        return numbers.stream()
                .flatMap(number -> newest(patients, account(number)).stream())
                .max(BY_AGE);
    }

    private Optional<Edge> newest(Set<UUID> patients, UUID part) {
        return patients.stream()
                .map(patient -> edge(patient, part))
                .filter(Objects::nonNull)
                .max(BY_AGE);
    }

    /** All that was ever said of the numbers of a patient's visits. */
    List<Edge> visitNumbers(UUID patient) {
        return ofPatient(patient, Edge::isVisitNumber);
    }

    /** All that was ever said of the accounts of a patient's visits. */
    List<Edge> visitAccounts(UUID patient) {
        return ofPatient(patient, Edge::isVisitAccount);
    }

    private List<Edge> ofPatient(UUID patient, Predicate<Edge> kind) {
        return edges.getOrDefault(patient, Map.of()).values().stream()
                .flatMap(Collection::stream)
                .filter(kind)
                .toList();
    }

    /** All numbers of a visit, by any of which it may have been moved. */
    Set<UUID> numbersOf(UUID visit, Set<UUID> patients) {
        Set<UUID> numbers = new LinkedHashSet<>(List.of(visit));
        UUID now = visitOf(visit, patients);
        numbers.add(now);
        for (UUID patient : patients) {
            for (Edge edge : visitNumbers(patient)) {
                if (visitOf(edge.visit(), patients).equals(now)) {
                    numbers.add(edge.visit());
                }
            }
        }
        return numbers;
    }

    /** What was ever said to lead away from the patient as a whole, or by one of these parts: the newest of each. */
    List<Edge> leading(UUID patient, Collection<UUID> parts) {
        List<Edge> leading = new ArrayList<>(2);
        find(patient, WHOLE).ifPresent(leading::add);
        for (UUID part : parts) {
            find(patient, part).filter(Edge::isMove).ifPresent(leading::add);
        }
        leading.sort(BY_AGE);
        return leading;
    }

    /** Takes an edge back. */
    void remove(Edge edge) {
        Map<UUID, NavigableSet<Edge>> parts = edges.getOrDefault(edge.patient(), Map.of());
        NavigableSet<Edge> all = parts.get(edge.part());
        if (all != null) {
            all.remove(edge);
            if (all.isEmpty()) {
                parts.remove(edge.part());
            }
            if (parts.isEmpty()) {
                edges.remove(edge.patient());
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

    private List<UUID> along(UUID patient, UUID part) {
        Set<UUID> path = new LinkedHashSet<>();
        for (Edge at = edge(patient, part); at != null && path.add(at.survivor()); ) {
            at = edge(at.survivor(), part);
        }
        path.remove(patient);
        return List.copyOf(path);
    }

    /** Under which other numbers the same patient was known at any time. */
    Set<UUID> otherNumbers(UUID patient) {
        return ever(patient, NUMBER);
    }

    /** All into whom anybody ever said the patient was merged, also where a newer merge says otherwise. */
    Set<UUID> everAbove(UUID patient) {
        return ever(patient, WHOLE);
    }

    private Set<UUID> ever(UUID patient, UUID part) {
        Set<UUID> found = new LinkedHashSet<>();
        List<UUID> next = new ArrayList<>(List.of(patient));
        while (!next.isEmpty()) {
            for (Edge edge : all(next.remove(next.size() - 1), part)) {
                if (found.add(edge.survivor())) {
                    next.add(edge.survivor());
                }
            }
        }
        found.remove(patient);
        return found;
    }

    /** All of whom anybody ever said they were merged into the patient. */
    Set<UUID> everBelow(UUID patient) {
        Set<UUID> found = new LinkedHashSet<>();
        edges.keySet().stream().filter(one -> everAbove(one).contains(patient)).forEach(found::add);
        return found;
    }

    /** All who were merged into the patient, at whatever distance; without itself. */
    Set<UUID> below(UUID patient) {
        Set<UUID> found = new LinkedHashSet<>();
        List<UUID> next = new ArrayList<>(List.of(patient));
        while (!next.isEmpty()) {
            UUID at = next.remove(next.size() - 1);
            edges.keySet().forEach(from -> {
                Edge merge = edge(from, WHOLE);
                if (merge != null && merge.survivor().equals(at) && !from.equals(patient) && found.add(from)) {
                    next.add(from);
                }
            });
        }
        return found;
    }

    /** A move says more about its visit than a merge of the whole patient, and the newest move more than another. */
    @Nullable
    Edge said(UUID patient, Collection<UUID> parts, Set<Edge> left) {
        if (!edges.containsKey(patient)) {
            return null;
        }
        Edge newest = null;
        for (UUID part : parts) {
            Edge move = edge(patient, part);
            if (move != null
                    && move.isMove()
                    && !left.contains(move)
                    && (newest == null || BY_AGE.compare(move, newest) > 0)) {
                newest = move;
            }
        }
        return newest == null ? edge(patient, WHOLE) : newest;
    }

    private NavigableSet<Edge> all(UUID patient, UUID part) {
        NavigableSet<Edge> all = edges.getOrDefault(patient, Map.of()).get(part);
        return all == null ? NONE : all;
    }

    private @Nullable Edge edge(UUID patient, UUID part) {
        NavigableSet<Edge> all = all(patient, part);
        return all.isEmpty() ? null : all.last();
    }
}
