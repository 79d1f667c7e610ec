package io.caravan.backfill;

import io.caravan.message.DataClass;

/**
 * A patient nobody treats, kept in the old application so that its feed can be timed: {@code backfill.<class>.<name>.watermark.*}.
 *
 * @param update one UPDATE with one {@code ?} for a token, which makes the old application send a message of that patient
 * @param patient the patient's number, as in PID-3 and {@code patient_id}
 */
public record Watermark(DataClass dataClass, String source, LegacySelect.SqlFile update, String patient) {
    /** By this rule its messages and rows count as excluded. */
    public static final String RULE = "watermark";
}
