package io.caravan.deadletter;

import io.caravan.message.DataClass;

/**
 * A journal entry that cannot go on.
 *
 * @param controlId MSH-10, as far as it could be read
 */
public record MessageLetter(long journalId, DataClass dataClass, String source, String controlId, Failure failure) {}
