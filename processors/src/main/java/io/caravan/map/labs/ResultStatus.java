package io.caravan.map.labs;

import io.caravan.fhir.Json;
import io.caravan.fold.Version;
import io.caravan.map.value.ResultExtensions;
import io.caravan.message.Rejected;
import java.util.Locale;
import java.util.Set;

/**
 * A status as FHIR says it, with its standing. Of two statements with equal times the firmer one is newer: result times often
 * have minutes only, and a correction may follow within the minute.
 *
 * @param firmness 0 to 7, in the order in which one status follows another
 */
record ResultStatus(String code, Standing standing, int firmness) {
    private static final ResultStatus REGISTERED = new ResultStatus("registered", Standing.PRELIMINARY, 1);
    private static final ResultStatus PARTIAL = new ResultStatus("partial", Standing.PRELIMINARY, 2);
    private static final ResultStatus PRELIMINARY = new ResultStatus("preliminary", Standing.PRELIMINARY, 3);
    private static final ResultStatus FINAL = new ResultStatus("final", Standing.FINAL, 4);
    private static final ResultStatus AMENDED = new ResultStatus("amended", Standing.FINAL, 5);
    private static final ResultStatus CORRECTED = new ResultStatus("corrected", Standing.FINAL, 5);
    private static final ResultStatus CANCELLED = new ResultStatus("cancelled", Standing.VOID, 6);
    private static final ResultStatus IN_ERROR = new ResultStatus("entered-in-error", Standing.VOID, 7);

    /** The firmness of a result that is final for the first time; greater ones change it or take it back. */
    static final int FIRST_FINAL = FINAL.firmness;

    /** The codes that FHIR's word says in full. */
    private static final Set<String> SAID_IN_FULL = Set.of("F", "P", "C");

    static final ResultStatus UNKNOWN = new ResultStatus("unknown", Standing.PRELIMINARY, 0);

    /** A status of a database column: a code of table 0085 or 0123, or FHIR's own word. */
    static ResultStatus ofWord(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "final" -> FINAL;
            case "preliminary" -> PRELIMINARY;
            case "partial" -> PARTIAL;
            case "registered" -> REGISTERED;
            case "corrected" -> CORRECTED;
            case "amended" -> AMENDED;
            case "cancelled" -> CANCELLED;
            case "entered-in-error" -> IN_ERROR;
            default -> UNKNOWN;
        };
    }

    /** OBX-11, HL7 table 0085; {@link #UNKNOWN} for what is not in it. */
    static ResultStatus ofObservation(String obx11) {
        return switch (obx11.toUpperCase(Locale.ROOT)) {
            case "F", "V", "U", "N" -> FINAL;
            case "C" -> CORRECTED;
            case "A", "B" -> AMENDED;
            case "P", "R", "S" -> PRELIMINARY;
            case "I", "O" -> REGISTERED;
            case "X" -> CANCELLED;
            case "D", "W" -> IN_ERROR;
            default -> UNKNOWN;
        };
    }

    /**
     * OBR-25, HL7 table 0123; {@link #UNKNOWN} for what is not in it.
     *
     * @throws Rejected for Y and Z: the filler knows no order or no patient for it
     */
    static ResultStatus ofReport(String obr25) {
        return switch (obr25.toUpperCase(Locale.ROOT)) {
            case "O", "I", "S", "N" -> REGISTERED;
            case "P", "M" -> PRELIMINARY;
            case "R", "A" -> PARTIAL;
            case "F" -> FINAL;
            case "C" -> CORRECTED;
            case "X" -> CANCELLED;
            case "Y" -> throw new Rejected(204, "no-order-on-record", "OBR-25");
            case "Z" -> throw new Rejected(204, "no-patient-on-record", "OBR-25");
            default -> UNKNOWN;
        };
    }

    /** The status as an element; with the sender's code where FHIR's word does not tell all of it. */
    String json(String table, String original) {
        String status = Json.string(code);
        String sent = original.strip().toUpperCase(Locale.ROOT);
        if (sent.isEmpty() || this == UNKNOWN || SAID_IN_FULL.contains(sent)) {
            return status;
        }
        String concept = "{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v2-" + table + "\",\"code\":"
                + Json.string(sent) + "}]}";
        String alternate = ResultExtensions.published("alternate-codes", "valueCodeableConcept", concept);
        return Json.object()
                .raw("status", status)
                .raw("_status", ResultExtensions.holder(alternate))
                .end();
    }

    /**
     * The version of what is said with this status: by result time, then firmness, then when it was sent, then content.
     *
     * @param sentMicros when the message was made (MSH-7), microseconds since the epoch
     * @param unitMap version of the unit map: read again with a newer map, the same message says more
     */
    Version version(Version version, long sentMicros, int unitMap) {
        long sent = sentMicros / 1_000_000 & (1L << 34) - 1;
        long tie = (long) firmness << 61 | sent << 27 | (long) unitMap << 17 | version.tie() >>> 47;
        return new Version(version.rank(), version.micros(), tie);
    }
}
