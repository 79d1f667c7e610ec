package io.caravan.alert;

import java.util.List;
import java.util.Optional;

/** The alerts as stored. Safe for threads. */
public interface Alerts {

    /**
     * Newest first.
     *
     * @param all whether those that are over are listed, too
     */
    List<Alert> list(boolean all, long beforeId, int limit);

    Optional<Alert> find(long id);

    /** @param id of one that there is */
    Alert acknowledge(long id, String by, String note);
}
