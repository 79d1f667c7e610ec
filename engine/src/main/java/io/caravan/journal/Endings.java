package io.caravan.journal;

import java.util.Optional;

/** How messages in custody ended: for whoever must be told later. Safe for threads. */
public interface Endings {

    /** Empty while the entry has no outcome. */
    Optional<Ending> find(long journalId);

    /**
     * @param refused whether its content became a dead letter
     * @param hl7Code of table 0357, where it was refused
     * @param code of the dead letter
     * @param place segment and field
     */
    record Ending(boolean refused, int hl7Code, String code, String place) {}
}
