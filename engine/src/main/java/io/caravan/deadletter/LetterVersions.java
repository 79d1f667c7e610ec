package io.caravan.deadletter;

import java.util.List;
import java.util.Optional;

/** The versions of what a letter holds, none of which is ever changed. Whoever calls audits. Safe for threads. */
public interface LetterVersions {

    /** Oldest first. */
    List<EditedVersion> list(long letterId);

    /** In clear; of a row: its JSON. @param version 0 = the original; empty where there is none */
    Optional<byte[]> payload(long letterId, int version);

    /** Of letters among these that hold an edit which nobody has approved yet: they are not replayed. */
    List<Long> listWaiting(List<Long> letterIds);

    /** A second person agrees to all edits of a letter that wait for it. */
    Approval approve(long letterId, Decision decision);

    /** What became of an approval. */
    enum Approval {
        DONE,
        /** Nothing waits, or the letter is neither open nor held. */
        NOTHING,
        /** One of the edits is by the same user. */
        OWN_EDIT
    }
}
