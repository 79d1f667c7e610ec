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
     * The URI of an HD: the table for HD.1, else {@code urn:oid:} with HD.2 when HD.3 is ISO, {@code urn:uuid:} when UUID. What
     * is written there and is no OID names nobody.
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
            case "ISO" -> isOid(universalId) ? Optional.of("urn:oid:" + universalId) : Optional.empty();
            case "UUID" -> Optional.of("urn:uuid:" + universalId);
            default -> Optional.empty();
        };
    }

    /** Numbers with dots between them, without leading zeros, the first one 0 to 2. */
    private static boolean isOid(String text) {
        if (text.length() < 3 || text.charAt(0) > '2' || text.charAt(1) != '.') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean first = i == 0 || text.charAt(i - 1) == '.';
            boolean last = i == text.length() - 1 || text.charAt(i + 1) == '.';
            if (c == '.' ? first || i == text.length() - 1 : c < '0' || c > '9' || c == '0' && first && !last) {
                return false;
            }
        }
        return true;
    }

    /**
     * The URI of an authority as a site writes it in a declaration: a namespace of the table, a full HD
     * ({@code NS&1.2.3&ISO}), an OID or a URI. Empty where it is blank or none of these.
     */
    public Optional<String> declared(String value) {
        String text = value.strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String mapped = uriByNamespace.get(text);
        if (mapped != null) {
            return Optional.of(mapped);
        }
        if (text.indexOf('&') >= 0) {
            String[] parts = text.split("&", -1);
            return find(parts[0], parts[1], parts.length > 2 ? parts[2] : "ISO");
        }
        if (text.matches("[0-2](\\.\\d+)+")) {
            return Optional.of("urn:oid:" + text);
        }
        return text.matches("(https?://|urn:)\\S+") ? Optional.of(text) : Optional.empty();
    }
}
