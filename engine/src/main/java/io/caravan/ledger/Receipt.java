package io.caravan.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of parcels, by the resource's id.
 *
 * @param written the versions that the target has now
 * @param refused for good: the codes
 * @param waiting what the target could not take, or was not asked to
 */
record Receipt(Map<UUID, Integer> written, Map<UUID, String> refused, Map<UUID, Wait> waiting) {

    static Receipt empty() {
        return new Receipt(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    void add(Receipt other) {
        written.putAll(other.written());
        refused.putAll(other.refused());
        waiting.putAll(other.waiting());
    }

    /**
     * Why a parcel waits.
     *
     * @param asked how long the target asked to be left alone
     * @param until when what it waits behind is due; empty = the target was asked, and the pause is its own
     */
    record Wait(Parcel parcel, String code, Duration asked, Optional<Instant> until) {
        boolean wasTried() {
            return until.isEmpty();
        }
    }
}
