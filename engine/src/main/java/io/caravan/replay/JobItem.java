package io.caravan.replay;

/** One letter of a job. */
public record JobItem(long ordinal, long letterId, ItemState state) {}
