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

    /** Never updated, only copied: looking an algorithm up costs more than the hash, and every record needs several. */
    private static final MessageDigest SHA1 = sha1();

    private FhirIds() {}

    /** @param parts system and business key, in a fixed order; each part's length counts, so that parts cannot run together */
    public static UUID id(String resourceType, String... parts) {
        byte[][] encoded = new byte[parts.length + 1][];
        encoded[0] = resourceType.getBytes(StandardCharsets.UTF_8);
        int length = 2 * Long.BYTES + 2 + encoded[0].length;
        for (int i = 0; i < parts.length; i++) {
            encoded[i + 1] = parts[i].getBytes(StandardCharsets.UTF_8);
            length += 2 + encoded[i + 1].length;
        }
        ByteBuffer name = ByteBuffer.allocate(length).putLong(NAMESPACE_HIGH).putLong(NAMESPACE_LOW);
        for (byte[] part : encoded) {
            name.putShort((short) part.length).put(part);
        }
        ByteBuffer hash = ByteBuffer.wrap(copy().digest(name.array()));
        long high = hash.getLong() & 0xFFFFFFFFFFFF0FFFL | 0x5000L;
        long low = hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static MessageDigest copy() {
        try {
            return (MessageDigest) SHA1.clone();
        } catch (CloneNotSupportedException e) {
            return sha1();
        }
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
