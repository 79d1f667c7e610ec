package io.caravan.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Not secure, but like the real one: bytes are unreadable, and open only at their place. */
public final class TestCrypto implements Sealer, KeyedHash {

    @Override
    public byte[] seal(byte[] clear, Place place) {
        byte[] sealed = new byte[32 + clear.length];
        System.arraycopy(hash(place.toString(), clear), 0, sealed, 0, 32);
        for (int i = 0; i < clear.length; i++) {
            sealed[32 + i] = (byte) (clear[i] ^ 0x5a);
        }
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed, Place place) {
        byte[] clear = Arrays.copyOfRange(sealed, 32, sealed.length);
        for (int i = 0; i < clear.length; i++) {
            clear[i] ^= 0x5a;
        }
        if (!Arrays.equals(hash(place.toString(), clear), Arrays.copyOf(sealed, 32))) {
            throw new SealBroken(place);
        }
        return clear;
    }

    @Override
    public long hash64(String domain, String value) {
        return ByteBuffer.wrap(hash(domain, value.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    @Override
    public byte[] hash(String domain, byte[] value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(domain.getBytes(StandardCharsets.UTF_8));
            return digest.digest(value);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
