package io.caravan.crypto;

/**
 * Authenticated encryption of everything that holds patient data. Safe for threads.
 *
 * <p>Nothing opens under another {@link Place} than the one it was sealed for: a ciphertext moved to another row, type,
 * version or tenant is refused.
 */
public interface Sealer {

    byte[] seal(byte[] clear, Place place);

    /** @throws SealBroken when the bytes were changed, moved, or sealed by a key this Caravan does not have */
    byte[] open(byte[] sealed, Place place);

    /**
     * What a ciphertext is bound to, together with the tenant.
     *
     * @param schema what the clear bytes are, e.g. {@code journal/1}, {@code ledger/1}, {@code fhir-r4/1}, {@code row/1}
     * @param type resource type or data class
     * @param id of the row: logical id, content hash in hexadecimal, ...
     */
    record Place(String schema, String type, String id, long version) {}

    /** A ciphertext is not what its place says. */
    final class SealBroken extends RuntimeException {
        public SealBroken(Place place) {
            super("the sealed bytes of " + place.schema() + " " + place.type() + " " + place.id()
                    + " do not open: they were changed, moved, or sealed by a key that is not in the keyset");
        }
    }
}
