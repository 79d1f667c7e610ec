package io.caravan.deadletter;

import io.caravan.message.DataClass;

/** What {@link RowReplay} would do, without effect. */
@FunctionalInterface
public interface RowRehearsal {

    /** Blocks; never throws for what is wrong with the row. */
    Rehearsed play(DataClass dataClass, String source, String rowJson);
}
