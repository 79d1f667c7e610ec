package io.caravan.ledger;

import io.caravan.fold.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The merges that touch the patients of one transaction: who was merged into whom. Never holds a cycle. */
final class Aliases {
    private final Map<UUID, Edge> edges = new HashMap<>();

    /** @param version of the merge that decided it */
    record Edge(UUID patient, UUID survivor, Version version) {}

    Aliases copy() {
        Aliases copy = new Aliases();
        copy.edges.putAll(edges);
        return copy;
    }

    boolean isEmpty() {
        return edges.isEmpty();
    }

    void put(Edge edge) {
        edges.put(edge.patient(), edge);
    }

    Optional<Edge> find(UUID patient) {
        return Optional.ofNullable(edges.get(patient));
    }

    /** Takes an edge back. */
    void remove(UUID patient) {
        edges.remove(patient);
    }

    /** The patient itself where it was never merged. */
    UUID survivorOf(UUID patient) {
        UUID at = patient;
        for (Edge edge = edges.get(at); edge != null; edge = edges.get(at)) {
            at = edge.survivor();
        }
        return at;
    }

    /** Those the patient was merged into, nearest first; without itself. */
    List<UUID> above(UUID patient) {
        List<UUID> path = new ArrayList<>(2);
        for (Edge edge = edges.get(patient); edge != null; edge = edges.get(edge.survivor())) {
            path.add(edge.survivor());
        }
        return path;
    }
}
