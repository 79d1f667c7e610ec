package io.caravan.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * What ties each record to all before it: SHA-256 over the previous hash and the record's fields, each with its length before
 * it, so that no two records have the same bytes.
 */
final class HashChain {
    /** What the first record follows. */
    static final byte[] BEGINNING = new byte[0];

    private HashChain() {}

    /** One record's fields, as stored. */
    record Link(long sequence, Instant at, String actor, String action, String subject, String detail) {}

    static byte[] next(byte[] previous, Link link) {
        MessageDigest digest = sha256();
        add(digest, previous);
        digest.update(ByteBuffer.allocate(20)
                .putLong(link.sequence())
                .putLong(link.at().getEpochSecond())
                .putInt(link.at().getNano())
                .flip());
        add(digest, link.actor());
        add(digest, link.action());
        add(digest, link.subject());
        add(digest, link.detail());
        return digest.digest();
    }

    private static void add(MessageDigest digest, String field) {
        add(digest, field.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte[] field) {
        digest.update(ByteBuffer.allocate(4).putInt(field.length).flip());
        digest.update(field);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
