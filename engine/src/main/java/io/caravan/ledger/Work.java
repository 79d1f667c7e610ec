package io.caravan.ledger;

import io.caravan.map.Mapped;
import io.caravan.message.DataClass;

/**
 * What one journaled message means, to be folded.
 *
 * @param controlId MSH-10, for its findings and its dead letter; empty where it is not known
 * @param patientHash as in the journal entry: work of one patient is folded by one writer, in order
 */
public record Work(
        long journalId, DataClass dataClass, String source, String controlId, long patientHash, Mapped mapped) {}
