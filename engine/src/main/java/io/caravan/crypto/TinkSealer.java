package io.caravan.crypto;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** AES-256-GCM by Tink. Each ciphertext names its key, so that older ones open after a rotation. */
public final class TinkSealer implements Sealer {
    private final byte[] tenant;
    private volatile Aead aead;

    TinkSealer(Aead aead, String tenant) {
        this.aead = aead;
        this.tenant = tenant.getBytes(StandardCharsets.UTF_8);
    }

    /** What is sealed from now on is sealed by the new primary key. */
    void use(Aead rotated) {
        aead = rotated;
    }

    @Override
    public byte[] seal(byte[] clear, Place place) {
        try {
            return aead.encrypt(clear, bound(place));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed for " + place.schema() + " " + place.type(), e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, Place place) {
        try {
            return aead.decrypt(sealed, bound(place));
        } catch (GeneralSecurityException e) {
            throw new SealBroken(place);
        }
    }

    /** Each part with its length before it, so that no two places give the same bytes. */
    private byte[] bound(Place place) {
        byte[] schema = place.schema().getBytes(StandardCharsets.UTF_8);
        byte[] type = place.type().getBytes(StandardCharsets.UTF_8);
        byte[] id = place.id().getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[tenant.length + schema.length + type.length + id.length + 4 * Short.BYTES + Long.BYTES];
        int at = put(out, 0, tenant);
        at = put(out, at, schema);
        at = put(out, at, type);
        at = put(out, at, id);
        for (int shift = 56; shift >= 0; shift -= 8) {
            out[at++] = (byte) (place.version() >>> shift);
        }
        return out;
    }

    private static int put(byte[] out, int at, byte[] part) {
        if (part.length > 0xFFFF) {
            throw new IllegalArgumentException("a part of a sealing place is longer than 65535 bytes");
        }
        out[at] = (byte) (part.length >> 8);
        out[at + 1] = (byte) part.length;
        System.arraycopy(part, 0, out, at + 2, part.length);
        return at + 2 + part.length;
    }
}
