package io.caravan.journal;

import io.caravan.message.DataClass;

/**
 * Counts messages that were refused for what they are: wrong receiver, type, processing id. Nothing is kept of them, so that the
 * count is all that tells of a sender that talks to the wrong listener. Safe for threads; never blocks.
 */
@FunctionalInterface
public interface Refusals {
    void count(DataClass dataClass);
}
