package io.caravan.ledger;

import io.caravan.fold.ResourceKey;

/** A resource as the ledger's table has it; without its body, which a fold does not need. */
record StoredRow(ResourceKey key, int revision, int version, byte[] bodyHash, byte[] sealedState) {}
