package io.caravan.ledger;

import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.crypto.Sealer.Place;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.StateCodec;
import java.util.Arrays;

/** How states and bodies are sealed: each to its resource and to its own number. */
final class Seals {
    private static final String STATE = "ledger/1";
    private static final String BODY = "fhir-r4/1";
    private static final int HASH_BYTES = 16;
    private static final byte[] NO_HASH = {};

    private final Sealer sealer;
    private final KeyedHash hash;

    Seals(Sealer sealer, KeyedHash hash) {
        this.sealer = sealer;
        this.hash = hash;
    }

    byte[] sealState(ResourceState state, int revision) {
        return sealer.seal(StateCodec.write(state), place(STATE, state.key(), revision));
    }

    ResourceState openState(ResourceKey key, int revision, byte[] sealed) {
        return StateCodec.read(key, sealer.open(sealed, place(STATE, key, revision)));
    }

    byte[] sealBody(ResourceKey key, int version, byte[] body) {
        return sealer.seal(body, place(BODY, key, version));
    }

    byte[] openBody(ResourceKey key, int version, byte[] sealed) {
        return sealer.open(sealed, place(BODY, key, version));
    }

    byte[] bodyHash(byte[] body) {
        return Arrays.copyOf(hash.hash("body", body), HASH_BYTES);
    }

    /** Of a resource that is not rendered. */
    static byte[] noHash() {
        return NO_HASH;
    }

    /** Under which {@code system|value} is found. */
    long lookup(String identifier) {
        return hash.hash64("identifier", identifier);
    }

    static ResourceType type(int ordinal) {
        return ResourceType.values()[ordinal];
    }

    private static Place place(String schema, ResourceKey key, int number) {
        return new Place(schema, key.type().name(), key.id().toString(), number);
    }
}
