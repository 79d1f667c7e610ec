package io.caravan.crypto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.HmacKey;
import com.google.crypto.tink.mac.HmacParameters;
import com.google.crypto.tink.mac.MacConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The keyset on disk: data keys and hash key, wrapped by the key-encryption key. Made on the first start. */
public final class KeyFile {
    private static final String FORMAT = "caravan-keyset/1";
    private static final byte[] SEALING = "caravan sealing keys".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HASHING = "caravan hash key".getBytes(StandardCharsets.UTF_8);
    private static final int PASSWORD_BYTES = 24;
    private static final int FINGERPRINT_BYTES = 8;

    private final ObjectMapper json = new ObjectMapper();
    private final KeySettings settings;

    public KeyFile(KeySettings settings) {
        this.settings = settings;
    }

    /**
     * Opens the keyset, making it first where there is none yet.
     *
     * @throws KeyProblem when a file is missing, wrong, or readable by others
     */
    public KeyRing open() {
        boolean fresh = !Files.exists(settings.keyset());
        KeyEncryptionKey kek = fresh ? keyEncryptionKeyForNewKeyset() : loadKeyEncryptionKey();
        if (fresh) {
            PrivateFiles.create(settings.keyset(), newKeyset(kek));
        }
        return ring(read(kek), fresh);
    }

    /**
     * Adds a data key, by which everything is sealed from now on; what the older keys sealed still opens. The sealer of the
     * ring, if it is this one's, goes over to the new key at once.
     */
    public KeyRing.Keys rotate(KeyRing ring) {
        KeyEncryptionKey kek = loadKeyEncryptionKey();
        Keysets present = read(kek);
        try {
            KeysetHandle rotated = KeysetHandle.newBuilder(present.sealing())
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId()
                            .makePrimary())
                    .build();
            PrivateFiles.replace(settings.keyset(), write(new Keysets(rotated, present.hashing()), kek));
            if (ring.sealer() instanceof TinkSealer sealer) {
                sealer.use(aead(rotated));
            }
            return keys(new Keysets(rotated, present.hashing()));
        } catch (GeneralSecurityException e) {
            throw new KeyProblem("a data key could not be added to " + settings.keyset(), e);
        }
    }

    /** What the keyset holds, without key bytes. */
    public KeyRing.Keys list() {
        return keys(read(loadKeyEncryptionKey()));
    }

    private record Keysets(KeysetHandle sealing, KeysetHandle hashing) {}

    private KeyEncryptionKey keyEncryptionKeyForNewKeyset() {
        Path file = settings.keyEncryptionKey();
        return Files.exists(file)
                ? KeyEncryptionKey.load(file, password(false))
                : KeyEncryptionKey.create(file, password(true));
    }

    private KeyEncryptionKey loadKeyEncryptionKey() {
        Path file = settings.keyEncryptionKey();
        if (!Files.exists(file)) {
            throw new KeyProblem("the key-encryption key " + file + " is missing, and the keyset " + settings.keyset()
                    + " does not open without it. Restore it from its backup; do not delete the keyset");
        }
        return KeyEncryptionKey.load(file, password(false));
    }

    private char[] password(boolean mayMake) {
        Optional<String> given = settings.password();
        if (given.isPresent()) {
            return given.get().toCharArray();
        }
        Path file = settings.passwordFile();
        if (!Files.exists(file)) {
            if (!mayMake) {
                throw new KeyProblem("the password of " + settings.keyEncryptionKey() + " is not set, and " + file
                        + " is missing. Set it, or restore the file from its backup");
            }
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            String made = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            PrivateFiles.create(file, made.getBytes(StandardCharsets.US_ASCII));
        }
        return new String(PrivateFiles.read(file), StandardCharsets.UTF_8)
                .strip()
                .toCharArray();
    }

    private byte[] newKeyset(KeyEncryptionKey kek) {
        try {
            HmacParameters hmac = HmacParameters.builder()
                    .setKeySizeBytes(32)
                    .setTagSizeBytes(32)
                    .setHashType(HmacParameters.HashType.SHA256)
                    .setVariant(HmacParameters.Variant.NO_PREFIX)
                    .build();
            return write(
                    new Keysets(
                            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, tink()),
                            KeysetHandle.generateNew(hmac, tink())),
                    kek);
        } catch (GeneralSecurityException e) {
            throw new KeyProblem("the keyset " + settings.keyset() + " could not be made", e);
        }
    }

    private byte[] write(Keysets keysets, KeyEncryptionKey kek) throws GeneralSecurityException {
        try {
            ObjectNode file = json.createObjectNode();
            file.put("format", FORMAT);
            file.set(
                    "sealing",
                    json.readTree(TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                            keysets.sealing(), kek, SEALING, tink())));
            file.set(
                    "hashing",
                    json.readTree(TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                            keysets.hashing(), kek, HASHING, tink())));
            return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Tink's keyset is not JSON", e);
        }
    }

    private Keysets read(KeyEncryptionKey kek) {
        byte[] bytes = PrivateFiles.read(settings.keyset());
        try {
            JsonNode file = json.readTree(bytes);
            if (!FORMAT.equals(file.path("format").asText())) {
                throw new KeyProblem("the keyset " + settings.keyset() + " is not of format " + FORMAT
                        + ". Restore it from its backup");
            }
            return new Keysets(
                    TinkJsonProtoKeysetFormat.parseEncryptedKeyset(
                            file.path("sealing").toString(), kek, SEALING, tink()),
                    TinkJsonProtoKeysetFormat.parseEncryptedKeyset(
                            file.path("hashing").toString(), kek, HASHING, tink()));
        } catch (IOException e) {
            throw new KeyProblem("the keyset " + settings.keyset() + " is damaged. Restore it from its backup", e);
        } catch (GeneralSecurityException e) {
            throw new KeyProblem(
                    "the keyset " + settings.keyset() + " does not open by the key-encryption key "
                            + settings.keyEncryptionKey()
                            + ": they do not belong together, or one was changed. Restore the pair from its backup",
                    e);
        }
    }

    private KeyRing ring(Keysets keysets, boolean fresh) {
        HmacKeyedHash hash = hash(keysets);
        try {
            return new KeyRing(
                    new TinkSealer(aead(keysets.sealing()), settings.tenant()), hash, fresh, fingerprint(hash));
        } catch (GeneralSecurityException e) {
            throw new KeyProblem("the keyset " + settings.keyset() + " holds keys this version cannot use", e);
        }
    }

    private static Aead aead(KeysetHandle sealing) throws GeneralSecurityException {
        return sealing.getPrimitive(tink(), Aead.class);
    }

    @AccessesPartialKey
    private HmacKeyedHash hash(Keysets keysets) {
        if (keysets.hashing().getPrimary().getKey() instanceof HmacKey key) {
            return new HmacKeyedHash(key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()));
        }
        throw new KeyProblem("the hash key of " + settings.keyset() + " is not for HMAC");
    }

    private static String fingerprint(HmacKeyedHash hash) {
        byte[] bytes = hash.hash("keyset", new byte[0]);
        return HexFormat.of().formatHex(bytes, 0, FINGERPRINT_BYTES);
    }

    private KeyRing.Keys keys(Keysets keysets) {
        List<KeyRing.DataKey> keys = new ArrayList<>();
        for (int i = 0; i < keysets.sealing().size(); i++) {
            KeysetHandle.Entry entry = keysets.sealing().getAt(i);
            keys.add(new KeyRing.DataKey(
                    entry.getId(),
                    entry.isPrimary(),
                    entry.getStatus().equals(KeyStatus.ENABLED) ? "enabled" : "disabled"));
        }
        return new KeyRing.Keys(fingerprint(hash(keysets)), keys);
    }

    private static Configuration tink() throws GeneralSecurityException {
        AeadConfig.register();
        MacConfig.register();
        return RegistryConfiguration.get();
    }
}
