package io.caravan.fhir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Deterministic logical ids: UUIDv5 (RFC 9562 §5.5) of resource type, system and business key. The live feed, the backfill
 * and a replay give the same record the same id.
 */
public final class FhirIds {
    private static final long NAMESPACE_HIGH = 0x8f0b6a3c1d5e5b7aL;
    private static final long NAMESPACE_LOW = 0x9c2e4f6a8b0d1e3fL;

    private FhirIds() {}

    /** @param parts system and business key, in a fixed order; each part's length counts, so that parts cannot run together */
    public static UUID id(String resourceType, String... parts) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(NAMESPACE_HIGH)
                .putLong(NAMESPACE_LOW)
                .flip());
        add(sha1, resourceType);
        for (String part : parts) {
            add(sha1, part);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
        long high = hash.getLong() & 0xFFFFFFFFFFFF0FFFL | 0x5000L;
        long low = hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (bytes.length >> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
