package io.caravan.ledger;

import io.caravan.ledger.Aliases.Edge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way of what was filed under a patient, by merges and moves, to the patient with whom it is. At each patient the newest move
 * of its visit or account counts, else the merge; and by which numbers the visit is known, and of which account it is part, is what was
 * told of the patients it has come by so far. So that a way depends only on what is said of those on it.
 */
final class Walk {
    private final Map<UUID, Edge> path = new LinkedHashMap<>();
    private final Set<UUID> patients = new LinkedHashSet<>();
    private UUID at;
    private boolean circle;

    private Walk(Aliases aliases, UUID patient, Filed filed, Set<Edge> left, boolean held) {
        at = patient;
        patients.add(at);
        Edge step = step(aliases, filed, left, held);
        while (step != null) {
            path.put(at, step);
            at = step.survivor();
            patients.add(at);
            if (path.containsKey(at)) {
                circle = true;
                return;
            }
            step = step(aliases, filed, left, held);
        }
    }

    /**
     * All that was said, whether or not it came back, and also what a circle makes void: once somebody has said so it stays said, in
     * whatever order the circle became known.
     */
    static Walk said(Aliases aliases, UUID patient, Filed filed) {
        return new Walk(aliases, patient, filed, Set.of(), false);
    }

    /** Where it ends. Of moves that go round in a circle the oldest does not count. */
    static UUID survivor(Aliases aliases, UUID patient, Filed filed) {
        if (aliases.isEmpty()) {
            return patient;
        }
        Set<Edge> left = new HashSet<>();
        Walk walk = new Walk(aliases, patient, filed, left, true);
        while (walk.circle) {
            left.add(walk.oldestMoveOfCircle());
            walk = new Walk(aliases, patient, filed, left, true);
        }
        return walk.at;
    }

    List<Edge> path() {
        return List.copyOf(path.values());
    }

    /** All it came by. */
    Set<UUID> patients() {
        return patients;
    }

    private @Nullable Edge step(Aliases aliases, Filed filed, Set<Edge> left, boolean held) {
        Edge said = aliases.said(at, filed.parts(aliases, patients), left);
        return said == null || said.isMove() || !held || aliases.holds(said) ? said : null;
    }

    private Edge oldestMoveOfCircle() {
        List<Edge> edges = new ArrayList<>();
        UUID one = at;
        do {
            Edge edge = Objects.requireNonNull(path.get(one));
            edges.add(edge);
            one = edge.survivor();
        } while (!one.equals(at));
        return edges.stream().filter(Edge::isMove).min(Aliases.BY_AGE).orElseThrow();
    }
}
