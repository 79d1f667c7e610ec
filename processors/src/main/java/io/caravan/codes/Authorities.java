package io.caravan.codes;

import java.util.Map;
import java.util.Optional;

/**
 * The closed table of assigning authorities: namespace (HD.1) to URI. The same number under two authorities is two things.
 */
public record Authorities(Map<String, String> uriByNamespace) {

    public Authorities {
        uriByNamespace = Map.copyOf(uriByNamespace);
    }

    /**
     * The URI of an HD: the table for HD.1, else {@code urn:oid:} with HD.2 when HD.3 is ISO, {@code urn:uuid:} when UUID.
     */
    public Optional<String> find(String namespace, String universalId, String universalIdType) {
        String mapped = uriByNamespace.get(namespace);
        if (mapped != null) {
            return Optional.of(mapped);
        }
        if (universalId.isEmpty()) {
            return Optional.empty();
        }
        return switch (universalIdType) {
            case "ISO" -> Optional.of("urn:oid:" + universalId);
            case "UUID" -> Optional.of("urn:uuid:" + universalId);
            default -> Optional.empty();
        };
    }
}
