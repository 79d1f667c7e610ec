package io.caravan.crypto;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the keys are, and for whom they seal.
 *
 * @param keyset the data keys, wrapped by the key-encryption key: worthless without it
 * @param keyEncryptionKey PKCS#12 file with one AES-256 key; kept and backed up apart from the data
 * @param password of the PKCS#12 file; empty = it is read from {@code passwordFile}, generated there on the first start
 * @param tenant whose data it is; part of what every ciphertext is bound to
 */
public record KeySettings(
        Path keyset, Path keyEncryptionKey, Optional<String> password, Path passwordFile, String tenant) {

    /** The usual names in one directory. */
    public static KeySettings in(Path directory, Optional<String> password, String tenant) {
        return new KeySettings(
                directory.resolve("keyset.json"),
                directory.resolve("kek.p12"),
                password,
                directory.resolve("kek.password"),
                tenant);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "keys " + keyset + ", " + keyEncryptionKey;
    }
}
