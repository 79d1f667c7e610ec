package io.caravan.forecast;

import io.caravan.window.BulkWork;

/**
 * How far some bulk work is.
 *
 * @param obeys whether it waits for windows
 * @param run tells one run from the next
 * @param records done in this run
 */
record Seen(BulkWork work, boolean obeys, Workload.State state, long run, long records) {}
