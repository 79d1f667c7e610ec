package io.caravan.mllp;

/**
 * A message to the other end that answers none of those that wait for an answer: written to the connection's channel, it leaves in
 * a frame of its own.
 *
 * @param message without frame
 */
public record Unasked(byte[] message) {}
