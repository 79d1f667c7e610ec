package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Replays as a part of somebody else's transaction. Safe for threads. */
public interface Replays {

    /**
     * Moves letters to replaying and takes their outcomes back, so that they count as in flight; nothing is sent yet. It moves
     * counters: only an audit record comes after it.
     *
     * @param from letters in another state are left alone
     * @return those that were moved, as they are now, in order of custody: messages as they were taken, then rows
     */
    List<DeadLetter> begin(Connection connection, List<Long> ids, Set<State> from, Decision decision)
            throws SQLException;

    /** Those of the letters that are replaying, in order of custody. */
    List<DeadLetter> replaying(Connection connection, List<Long> ids) throws SQLException;

    /**
     * Sends letters whose move is committed, in the order given. Sending one twice does no harm; one that is not sent is found
     * again at the next start.
     */
    void dispatch(List<DeadLetter> replaying);
}
