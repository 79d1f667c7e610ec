package io.caravan.crypto;

/** Keyed hashes (HMAC-SHA-256) under which identifiers can be looked up without being stored. Safe for threads. */
public interface KeyedHash {

    /** The first 64 bits, for indexes. @param domain keeps hashes of different uses apart, e.g. {@code patient} */
    long hash64(String domain, String value);

    /** All 32 bytes. */
    byte[] hash(String domain, byte[] value);
}
