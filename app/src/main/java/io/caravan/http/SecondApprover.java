package io.caravan.http;

/** Which edits of dead letters a second person has to agree to before they are replayed. */
public enum SecondApprover {
    OFF,
    /** Those of more than administrative fields. */
    CLINICAL,
    ALL
}
