package io.caravan.backfill;

import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import java.time.InstantSource;

/**
 * What a backfill stands beside.
 *
 * @param tombstones for scans of databases that are declared so
 * @param throttles the same that the ledger has
 */
public record BackfillPorts(
        BulkGate gate, FeedWatch feed, Tombstones tombstones, Throttles throttles, InstantSource clock) {

    /** Without limits. */
    public BackfillPorts(BulkGate gate, FeedWatch feed, Tombstones tombstones, InstantSource clock) {
        this(gate, feed, tombstones, Throttles.free(System::nanoTime), clock);
    }
}
