package io.caravan.deadletter;

import java.util.List;

/** Other ways out than the route that a letter failed on. Whoever calls audits. Safe for threads. */
public interface Detours {

    /**
     * Brings what a letter's record has become to its target again, as it is now. Only for open and held letters that the
     * target refused and nobody has edited: what they say is folded already.
     *
     * @return the letters now replaying; the others are left alone
     */
    List<DeadLetter> redeliver(List<Long> ids, Decision decision);

    /**
     * Replays messages as if another declared source of their class had sent them: where their own is not declared any
     * more, or was the wrong one. The original keeps the name of who sent it.
     *
     * @return the letters now replaying; rows, and letters that are neither open nor held, are left alone
     */
    List<DeadLetter> redirect(List<Long> ids, String source, Decision decision);
}
