package io.caravan.window;

import io.caravan.message.DataClass;

/**
 * Who asks whether bulk work may run.
 *
 * @param source the source that is read, or whose dead letters are replayed; empty where it is of no one source
 */
public record BulkWork(Phase phase, DataClass dataClass, String source) {}
