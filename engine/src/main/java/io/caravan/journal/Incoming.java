package io.caravan.journal;

import io.caravan.message.DataClass;

/**
 * A message that asks to be taken into custody.
 *
 * @param source name of the declared source
 * @param controlKey MSH-3, MSH-4 and MSH-10 as {@code a|b|c}; empty where there is none (then nothing is a duplicate but the
 *     same bytes)
 * @param patientKey what orders messages of one patient: the master identifier as received; empty = no patient
 * @param payload the message as received, undecoded
 * @param replyCode what is answered when it is accepted, e.g. {@code AA}; the same is answered to a duplicate
 */
public record Incoming(
        DataClass dataClass, String source, String controlKey, String patientKey, byte[] payload, String replyCode) {}
