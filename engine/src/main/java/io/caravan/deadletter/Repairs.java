package io.caravan.deadletter;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What people do with dead letters. Whoever calls audits. Safe for threads. */
public interface Repairs {

    /** What happened to a letter, oldest first. */
    List<Attempt> history(long id);

    /** The bytes that a replay sends, in clear: the newest edit, else the original. Of a row: its JSON. */
    byte[] payload(long id);

    /** The bytes as they came, in clear. */
    byte[] original(long id);

    /**
     * Makes a new version of what a letter holds, for its next replay. The original and earlier versions stay.
     *
     * @param change from the present bytes to the new ones; of a row: its JSON
     * @param needsApproval whether it is replayed only once another user has approved it, see {@link LetterVersions}
     * @return the letter; empty when it is neither open nor held
     */
    Optional<DeadLetter> edit(long id, UnaryOperator<byte[]> change, boolean needsApproval, Decision decision);

    /** An edit that nobody has to approve. */
    default Optional<DeadLetter> edit(long id, UnaryOperator<byte[]> change, Decision decision) {
        return edit(id, change, false, decision);
    }

    /** Ends letters for good; they stay, with their payload and history. They go on counting as dead-lettered. */
    List<DeadLetter> discard(List<Long> ids, Decision decision);

    /** Makes discarded letters open again, as far as what they held is still kept. */
    List<DeadLetter> reopen(List<Long> ids, Decision decision);

    /** Keeps letters from being taken for new failures. */
    List<DeadLetter> hold(List<Long> ids, Decision decision);

    /** Gives letters to somebody, whatever their state. @param assignee empty = nobody any more */
    List<DeadLetter> assign(List<Long> ids, String assignee, Decision decision);

    /** Adds the decision's reason to the history, whatever the state. */
    List<DeadLetter> note(List<Long> ids, Decision decision);
}
