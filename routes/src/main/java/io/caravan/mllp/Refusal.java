package io.caravan.mllp;

/** Answers what was not even read. */
@FunctionalInterface
public interface Refusal {

    /**
     * The answer to a message that is longer than the limit; empty = none.
     *
     * @param head the first bytes of the message
     */
    byte[] tooLong(byte[] head);
}
