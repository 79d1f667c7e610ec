package io.caravan.deadletter;

import io.caravan.message.DataClass;
import java.util.Optional;

/**
 * Dry runs of replays: a letter's present payload through the present route and the fold, without effect. Safe for threads.
 */
public interface Rehearsals {

    /** Where letters of a class are rehearsed, until closed. */
    AutoCloseable attach(DataClass dataClass, Rehearsal rehearsal);

    /** Empty where there is no such letter. Blocks. Holds patient data: whoever calls shows no more than may be seen. */
    Optional<Rehearsed> of(long letterId);
}
