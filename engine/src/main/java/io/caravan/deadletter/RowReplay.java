package io.caravan.deadletter;

import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;

/** Brings a dead-lettered row to the ledger again, through the present mapping. */
@FunctionalInterface
public interface RowReplay {

    /**
     * Maps the row and folds it as a page of its own: the ledger counts it as read, with its outcome, and opens its letter
     * again when it fails again. Committed when it returns. Folding a row twice has no further effect. Blocks.
     *
     * @param rowJson as it was given to the letter, or as it was edited
     * @throws Exception when nothing was committed: it is tried again later
     */
    Outcome replay(DataClass dataClass, String source, String rowKey, String rowJson) throws Exception;
}
