package io.caravan.message;

/**
 * The content of a message or row cannot go on. Carries a code and a place, never a value of a patient, so that it may be
 * logged, stored and shown. It is an expected outcome and has no stack trace.
 */
public final class Rejected extends RuntimeException {
    private final int hl7Code;
    private final String code;
    private final String place;

    /**
     * @param hl7Code condition code of HL7 table 0357, e.g. 101 required field missing, 102 data type, 103 table value, 204
     *     unknown key, 205 duplicate key, 207 internal
     * @param code stable cause code, e.g. {@code missing-patient-id}
     * @param place segment and field ({@code PID-3}) or column name
     */
    public Rejected(int hl7Code, String code, String place) {
        super(code + " at " + place, null, false, false);
        this.hl7Code = hl7Code;
        this.code = code;
        this.place = place;
    }

    public int hl7Code() {
        return hl7Code;
    }

    public String code() {
        return code;
    }

    public String place() {
        return place;
    }
}
