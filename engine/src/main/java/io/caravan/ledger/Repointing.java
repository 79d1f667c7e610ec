package io.caravan.ledger;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.Aliases.Edge;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * That a resource which was filed under one patient is with another: a Provenance with the resource, the former patient and
 * the messages that merged or moved it. It follows from the names a resource was filed under and from the aliases alone, so
 * that it is the same whether the merge came before the resource or after it.
 *
 * @param key of the Provenance: one for each resource and patient it was filed under
 */
record Repointing(ResourceKey key, ResourceKey target, UUID former, Optional<UUID> patient, List<Edge> path) {
    private static final String ACTIVITY = "{\"coding\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/v3-DataOperation\",\"code\":\"UPDATE\",\"display\":\"revise\"}]}";
    private static final String UNKNOWN_SOURCE = "unknown source";

    /** All of a resource; none for patients, whose links tell it, and for what is never delivered. */
    static List<Repointing> of(Slot slot, Aliases aliases) {
        ResourceKey target = slot.key();
        if (target.type().subjectElement().isEmpty()) {
            return List.of();
        }
        List<Repointing> found = new ArrayList<>(1);
        for (UUID name : slot.filing().names()) {
            List<Edge> path = path(slot, name, aliases);
            if (!path.isEmpty()) {
                UUID id = FhirIds.id("Provenance", target.reference(), name.toString());
                ResourceKey key = new ResourceKey(ResourceType.PROVENANCE, id);
                found.add(new Repointing(key, target, name, slot.state().patient(), path));
            }
        }
        return found;
    }

    /**
     * As the newest record names visit and account. Where by these nothing leads away from the patient, but something does by a visit or an account
     * that an older record named, then that: a Provenance is never taken back, so it has to be there in any order.
     */
    private static List<Edge> path(Slot slot, UUID name, Aliases aliases) {
        List<Edge> path = Walk.said(aliases, name, slot.filing().filed()).path();
        return path.isEmpty() ? aliases.leading(name, slot.filing().ever().everPart(aliases, name)) : path;
    }

    void write(Slot provenance) {
        provenance.assign("target", "[" + Reference.to(target) + "]");
        provenance.assign("recorded", Json.string(recorded()));
        provenance.assign("activity", ACTIVITY);
        provenance.assign("agent", agents());
        provenance.assign("entity", entities());
        patient.ifPresent(one -> provenance.state().assign(one));
    }

    /** When the last of the merges was decided. */
    private String recorded() {
        long micros =
                path.stream().mapToLong(edge -> edge.version().micros()).max().orElse(0);
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private String agents() {
        return Json.array(path.stream()
                .map(edge -> edge.origin().source())
                .map(source -> source.isEmpty() ? UNKNOWN_SOURCE : source)
                .distinct()
                .map(source -> "{\"who\":{\"display\":" + Json.string(source) + "}}")
                .toList());
    }

    private String entities() {
        List<String> entities = new ArrayList<>(2);
        entities.add(
                "{\"role\":\"revision\",\"what\":" + Reference.to(new ResourceKey(ResourceType.PATIENT, former)) + "}");
        for (Edge edge : path) {
            Merge.Origin origin = edge.origin();
            if (!origin.controlId().isEmpty()) {
                entities.add("{\"role\":\"source\",\"what\":{\"identifier\":{\"value\":"
                        + Json.string(origin.controlId()) + "}}}");
            }
        }
        return Json.array(entities);
    }
}
