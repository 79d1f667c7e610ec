package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.message.Rejected;
import java.util.Set;

/**
 * Why a record could not go on; no values of a patient.
 *
 * @param step receive, batch, decode, parse, map, row, route, fold, encrypt, deliver
 * @param hl7Code of table 0357
 */
public record Failure(String step, int hl7Code, String code, String place, Cause cause) {

    /** What the site's configuration lacks, rather than the record. Their letters wait for it: they open as held. */
    private static final Set<String> CONFIGURATION = Set.of(
            "undeclared-source", "unknown-authority", "unknown-charset", "unmapped-code", "unmapped-unit", "no-mapper");

    /** Of content that was refused at a step. */
    public static Failure of(String step, Rejected rejected) {
        Cause cause = CONFIGURATION.contains(rejected.code()) ? Cause.CONFIGURATION : Cause.DATA;
        return new Failure(step, rejected.hl7Code(), rejected.code(), rejected.place(), cause);
    }
}
