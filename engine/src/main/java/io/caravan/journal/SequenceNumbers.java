package io.caravan.journal;

import java.util.OptionalLong;

/** The last number that each sender's link has come to (MSH-13). Safe for threads. */
public interface SequenceNumbers {

    /** The last number that was accepted from the source; empty = none yet. */
    OptionalLong last(String source);

    /** Durable when it returns: only then may the message with this number be acknowledged. */
    void accepted(String source, long number);
}
