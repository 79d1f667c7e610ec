package io.caravan.mllp;

/**
 * What is left of a frame that was longer than the limit.
 *
 * @param head its first bytes, to see whom to answer
 * @param length of the whole message
 */
record OversizedFrame(byte[] head, long length) {}
