package io.caravan.deadletter;

/**
 * Why a record could not go on; no values of a patient.
 *
 * @param step receive, decode, parse, map, fold, deliver, row
 * @param hl7Code of table 0357
 */
public record Failure(String step, int hl7Code, String code, String place, DeadLetter.Cause cause) {}
