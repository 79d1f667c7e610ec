package io.caravan.map.medications;

import java.util.OptionalLong;

/**
 * One step of a regimen.
 *
 * @param json members of a dosage instruction; empty text for none
 * @param endMicros the first moment after it, where it is known
 */
record Step(String json, OptionalLong startMicros, OptionalLong endMicros) {}
