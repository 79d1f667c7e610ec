package io.caravan.crypto;

import java.util.List;

/**
 * The keys in use.
 *
 * @param newlyMade whether the keyset was made just now: say so loudly, for without a backup of it and of the key-encryption
 *     key nothing that is stored can ever be opened again
 * @param fingerprint names the keyset, so that a database can refuse one that is not its own; tells nothing of the keys
 */
public record KeyRing(Sealer sealer, KeyedHash keyedHash, boolean newlyMade, String fingerprint) {

    /** One data key, without its bytes. */
    public record DataKey(int id, boolean primary, String status) {}

    /** The data keys, in the order they were made. */
    public record Keys(String fingerprint, List<DataKey> dataKeys) {
        public Keys {
            dataKeys = List.copyOf(dataKeys);
        }
    }
}
