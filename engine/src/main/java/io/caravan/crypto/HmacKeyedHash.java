package io.caravan.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256. Its key never rotates: what was hashed must be found again. */
public final class HmacKeyedHash implements KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";
    private final ThreadLocal<Mac> macs;

    HmacKeyedHash(byte[] key) {
        SecretKeySpec spec = new SecretKeySpec(key, ALGORITHM);
        // a Mac is not safe for threads and dear to make
        this.macs = ThreadLocal.withInitial(() -> mac(spec));
    }

    @Override
    public long hash64(String domain, String value) {
        return ByteBuffer.wrap(hash(domain, value.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    @Override
    public byte[] hash(String domain, byte[] value) {
        byte[] prefix = domain.getBytes(StandardCharsets.UTF_8);
        Mac mac = macs.get();
        mac.update((byte) (prefix.length >> 8));
        mac.update((byte) prefix.length);
        mac.update(prefix);
        return mac.doFinal(value);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
