package io.caravan.testkit.truth;

import java.util.Locale;

/**
 * Something that happened in a made-up hospital of few patients, told by one message or row. Small numbers, so that tales meet:
 * the same visit, order, result and minute come again and again.
 *
 * @param patient 1 to 4
 * @param number which visit, order or drug of the patient, 0 or 1
 * @param minute when it was decided; equal minutes are wanted
 * @param variant what exactly was said; each kind takes from it what it needs
 */
public record Told(Kind kind, int patient, int number, int minute, int variant) {

    /** What is told. */
    public enum Kind {
        ADMIT,
        TRANSFER,
        LEAVE,
        DISCHARGE,
        UPDATE,
        CANCEL_ADMIT,
        CANCEL_TRANSFER,
        CANCEL_DISCHARGE,
        DELETE_VISIT,
        PERSON,
        MERGE,
        LINK,
        ALLERGIES,
        ORDER_NEW,
        ORDER_NUMBERED,
        ORDER_CHANGED,
        ORDER_ENDED,
        ORDER_REPLACED,
        RESULT,
        CULTURE,
        DRUG_NEW,
        DRUG_CHANGED,
        DRUG_ENDED,
        DRUG_GIVEN,
        PATIENT_ROW,
        VISIT_ROW,
        ALLERGY_ROW,
        ORDER_ROW,
        RESULT_ROW,
        DRUG_ROW
    }

    /** Bits of the variant, so that choices do not hang together. */
    int choice(int salt, int choices) {
        return Math.floorMod((variant * 31 + salt) * 0x9E3779B1 >>> 7, choices);
    }

    boolean maybe(int salt) {
        return choice(salt, 2) == 1;
    }

    /** HL7 text of the minute. */
    String at() {
        return String.format(Locale.ROOT, "2026030108%02d00", minute);
    }

    /** Microseconds of the minute, as the row's version: 08:00 in New York is 13:00 UTC. */
    long micros() {
        return (1_772_370_000L + minute * 60L) * 1_000_000;
    }
}
