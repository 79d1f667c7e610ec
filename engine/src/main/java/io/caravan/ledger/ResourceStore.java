package io.caravan.ledger;

import io.caravan.fold.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads rendered resources in clear, for those who may. The caller audits. */
public interface ResourceStore {

    Optional<Stored> find(ResourceType type, UUID id);

    /** Past and present versions, newest first, as far as they are kept. */
    List<Stored> history(ResourceType type, UUID id);

    /**
     * All criteria must hold; an empty criterion holds always.
     *
     * @param identifier {@code system|value}
     * @param patient logical id of the patient; resolved through aliases
     * @param afterId paging: exclusive lower bound of the id
     */
    List<Stored> search(
            ResourceType type, Optional<String> identifier, Optional<UUID> patient, Optional<UUID> afterId, int limit);

    /**
     * What is stored, in a few numbers; opens every resource.
     *
     * @param salt keeps the digest from confirming a guess at a resource; the same for runs that are to be compared
     */
    TargetDigest digest(String salt);

    /** A rendered resource; {@code json} has no versionId or lastUpdated. */
    record Stored(ResourceType type, UUID id, int version, Instant lastUpdated, String json) {}
}
