package io.caravan.journal;

import io.caravan.message.DataClass;

/**
 * A message in custody.
 *
 * @param id ascending in the order of custody
 * @param patientHash keyed hash of the patient key; 0 = no patient
 * @param payload as received, opened
 * @param receivedMicros microseconds since the epoch
 */
public record JournalEntry(
        long id, DataClass dataClass, String source, long patientHash, byte[] payload, long receivedMicros) {

    /** Without the payload: it holds patient data. */
    @Override
    public String toString() {
        return "journal entry " + id + " (" + dataClass.label() + ", " + payload.length + " bytes)";
    }
}
