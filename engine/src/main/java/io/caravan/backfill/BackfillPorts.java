package io.caravan.backfill;

import io.caravan.window.BulkGate;
import java.time.InstantSource;

/** What a backfill stands beside. @param tombstones for scans of databases that are declared so */
public record BackfillPorts(BulkGate gate, FeedWatch feed, Tombstones tombstones, InstantSource clock) {}
