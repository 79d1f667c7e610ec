package io.caravan.fold;

import java.util.Optional;
import java.util.UUID;

/**
 * What belonged to patient {@code from} belongs to patient {@code into} from now on: all of it, or only what belongs to one
 * visit or account. A fact with a version, like any other: for each patient and part the newest decides.
 *
 * @param part the visit or account that is moved; empty = the patient as a whole
 * @param origin the message that says so: each resource that is re-pointed names it
 */
public record Merge(Kind kind, UUID from, UUID into, Optional<UUID> part, Version version, Origin origin) {

    /** Ordinals are stored; add at the end. */
    public enum Kind {
        /** Two patients are one: the subsumed one stays, inactive and linked to its survivor. */
        MERGE,
        /** One visit or account was filed under the wrong patient; both patients stay as they are. */
        MOVE,
        /** One patient got another number: as a merge, but what is known of the patient goes along. */
        RENUMBER,
        /** One visit got another number: {@code part} is the visit by its old number, {@code into} the visit, not a patient. */
        VISIT_NUMBER,
        /** One visit is part of an account that was moved: {@code into} is the account. Not said by messages; the ledger keeps it. */
        VISIT_ACCOUNT
    }

    /** Whether the patient itself, or what belongs to it, is somebody else's now. */
    public boolean regroups() {
        return kind != Kind.VISIT_NUMBER && kind != Kind.VISIT_ACCOUNT;
    }

    /** @param controlId MSH-10; may be empty */
    public record Origin(String source, String controlId) {
        public static final Origin UNKNOWN = new Origin("", "");
    }

    /** A merge of which nothing more is known. */
    public Merge(UUID from, UUID into, Version version) {
        this(Kind.MERGE, from, into, Optional.empty(), version, Origin.UNKNOWN);
    }
}
