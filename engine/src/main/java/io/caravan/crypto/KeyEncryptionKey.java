package io.caravan.crypto;

import com.google.crypto.tink.Aead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Wraps the data keys. It goes through {@link Cipher} and never asks for the key's bytes, so that a key that cannot leave its
 * device (PKCS#11) can stand in for the one of the PKCS#12 file. Used a handful of times in its life: random nonces are safe.
 */
final class KeyEncryptionKey implements Aead {
    private static final String ALIAS = "caravan-kek";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    KeyEncryptionKey(SecretKey key) {
        this.key = key;
    }

    /** Makes a key and its PKCS#12 file. */
    static KeyEncryptionKey create(Path file, char[] password) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        SecretKey key = new SecretKeySpec(bytes, "AES");
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setEntry(ALIAS, new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(password));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, password);
            PrivateFiles.create(file, out.toByteArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyProblem("the key-encryption key " + file + " could not be made", e);
        }
        return new KeyEncryptionKey(key);
    }

    /** The first AES key of the PKCS#12 file. */
    static KeyEncryptionKey load(Path file, char[] password) {
        byte[] bytes = PrivateFiles.read(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password);
                if (key instanceof SecretKey secret && secret.getAlgorithm().equals("AES")) {
                    return new KeyEncryptionKey(secret);
                }
            }
        } catch (IOException e) {
            throw new KeyProblem(
                    "the key-encryption key " + file
                            + " does not open: the password is wrong, or the file is not PKCS#12."
                            + " Give the password the file was made with",
                    e);
        } catch (GeneralSecurityException e) {
            throw new KeyProblem("the key-encryption key " + file + " cannot be used by this Java", e);
        }
        throw new KeyProblem("the key-encryption key " + file + " holds no AES key; expected one of 256 bits");
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plaintext);
        return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
        if (ciphertext.length < NONCE_BYTES) {
            throw new GeneralSecurityException("too short");
        }
        byte[] nonce = Arrays.copyOf(ciphertext, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, nonce, associatedData)
                .doFinal(ciphertext, NONCE_BYTES, ciphertext.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
