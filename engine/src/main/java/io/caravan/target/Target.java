package io.caravan.target;

import io.caravan.fold.ResourceType;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Where a class's resources go. Writes are idempotent: a resource written again, or written by an older version after a newer
 * one, leaves the target as if it had been written once. Safe for threads; two writes of one resource must not run at once.
 */
public interface Target extends AutoCloseable {

    /**
     * Brings resources to the target; what is written is durable there when this returns. Blocks.
     *
     * @return what became of each, in the order given; a target that cannot be asked answers, it does not throw
     */
    List<WriteResult> write(List<Delivery> deliveries);

    /** In which order resources should come where they are brought by several writes: what is referred to first. */
    default Comparator<Delivery> order() {
        return (one, other) -> 0;
    }

    /** How many resources it takes in one call. A write of more is several calls. */
    default int callEntries() {
        return Integer.MAX_VALUE;
    }

    /** For {@code caravan check}: whether a write is likely to succeed now; empty = yes, else why not, and the remedy. */
    String problem();

    @Override
    void close();

    /**
     * One rendered resource.
     *
     * @param version ascending with each change of the rendered resource, from 1
     * @param json FHIR R4, without versionId and lastUpdated
     */
    record Delivery(ResourceType type, UUID id, int version, String json) {

        public String reference() {
            return type.fhirName() + "/" + id;
        }

        /** Without the content: it holds patient data. */
        @Override
        public String toString() {
            return reference() + " version " + version;
        }
    }
}
