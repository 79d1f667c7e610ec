package io.caravan.hl7;

/** What is said of a message, in the words of the original mode; the enhanced mode has its own for the same. */
public enum AckCode {
    /** Custody taken. */
    AA("CA"),
    /** The content is wrong: the same message will be refused again. */
    AE("CE"),
    /** Not taken, whatever its content: the same message may be sent again. */
    AR("CR");

    private final String commit;

    AckCode(String commit) {
        this.commit = commit;
    }

    /** The code of an accept acknowledgement (enhanced mode). */
    public String commit() {
        return commit;
    }
}
